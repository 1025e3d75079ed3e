import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models
from didim.accounts.at_once import AtOnce


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0002_expenditures"),
    ]

    operations = [
        AtOnce([
        migrations.CreateModel(
            name='SupplierServiceEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('field', models.CharField(choices=[('consulting', '컨설팅'), ('technology', '기술지원'), ('marketing', '마케팅')], max_length=10, verbose_name='분야')),
                ('code', models.CharField(max_length=40, verbose_name='프로그램')),
                ('name', models.CharField(max_length=120, verbose_name='서비스')),
                ('description', models.TextField(blank=True, verbose_name='내용')),
                ('price_won', models.BigIntegerField(verbose_name='단가(원)')),
                ('days', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='소요일')),
                ('is_offered', models.BooleanField(default=True, verbose_name='제공')),
                ('agency', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.agency')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='agreements.supplierservice')),
                ('supplier', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.supplier')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Voucher',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, verbose_name='바우처 번호')),
                ('sales_won', models.BigIntegerField(verbose_name='평균 매출액(원)')),
                ('sales_evidence', models.CharField(max_length=200, verbose_name='매출 근거')),
                ('rate', models.DecimalField(decimal_places=2, max_digits=5, verbose_name='보조율(%)')),
                ('subsidy_won', models.BigIntegerField(verbose_name='보조금(원)')),
                ('own_won', models.BigIntegerField(verbose_name='자기부담금(원)')),
                ('own_paid_on', models.DateField(blank=True, null=True, verbose_name='자기부담금 납부일')),
                ('issued_at', models.DateTimeField(verbose_name='발급 시각')),
                ('expires_on', models.DateField(verbose_name='사용 기한')),
                ('state', models.CharField(choices=[('issued', '발급'), ('used_up', '사용 완료'), ('expired', '기간 만료'), ('cancelled', '취소')], default='issued', max_length=10, verbose_name='상태')),
                ('is_sample', models.BooleanField(default=False, verbose_name='예시 자료')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.agency')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='vouchers', to='registry.enterprise')),
                ('limit', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='voucher', to='agreements.spendinglimit')),
            ],
            options={
                'verbose_name': '바우처',
                'ordering': ('-issued_at', '-id'),
            },
        ),
        migrations.CreateModel(
            name='VoucherContract',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='계약 번호')),
                ('items', models.JSONField(default=list, verbose_name='서비스')),
                ('wish', models.TextField(blank=True, verbose_name='요청 내용')),
                ('amount_won', models.BigIntegerField(verbose_name='계약 금액(원)')),
                ('subsidy_won', models.BigIntegerField(verbose_name='보조금(원)')),
                ('own_won', models.BigIntegerField(verbose_name='자기부담금(원)')),
                ('starts_on', models.DateField(verbose_name='시작일')),
                ('ends_on', models.DateField(verbose_name='종료일')),
                ('state', models.CharField(choices=[('requested', '견적 요청'), ('accepted', '수락'), ('concluded', '계약 체결'), ('delivered', '결과 제출'), ('inspected', '검수 완료'), ('settled', '정산 완료'), ('cancelled', '취소')], default='requested', max_length=10, verbose_name='상태')),
                ('requested_at', models.DateTimeField(verbose_name='요청 시각')),
                ('concluded_at', models.DateTimeField(blank=True, null=True, verbose_name='체결 시각')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='정산 시각')),
                ('cancel_reason', models.CharField(blank=True, max_length=300, verbose_name='취소 사유')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.agency')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.enterprise')),
                ('supplier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contracts', to='agreements.supplier')),
                ('supplier_enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.enterprise')),
                ('voucher', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contracts', to='agreements.voucher')),
            ],
            options={
                'verbose_name': '바우처 계약',
                'ordering': ('-requested_at', '-id'),
            },
        ),
        migrations.CreateModel(
            name='SpendingEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(choices=[('committed', '약정'), ('spent', '집행')], max_length=10, verbose_name='구분')),
                ('amount_won', models.BigIntegerField(verbose_name='금액(원)')),
                ('reason', models.CharField(max_length=120, verbose_name='사유')),
                ('made_at', models.DateTimeField(verbose_name='시각')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.agency')),
                ('agreement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='agreements.agreement')),
                ('enterprise', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.enterprise')),
                ('expenditure', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='agreements.expenditure')),
                ('instalment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='agreements.instalment')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('limit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='agreements.spendinglimit')),
                ('voucher_contract', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='agreements.vouchercontract')),
            ],
            options={
                'verbose_name': '집행 기록',
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='VoucherContractEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('number', models.PositiveIntegerField(verbose_name='계약 번호')),
                ('items', models.JSONField(default=list, verbose_name='서비스')),
                ('wish', models.TextField(blank=True, verbose_name='요청 내용')),
                ('amount_won', models.BigIntegerField(verbose_name='계약 금액(원)')),
                ('subsidy_won', models.BigIntegerField(verbose_name='보조금(원)')),
                ('own_won', models.BigIntegerField(verbose_name='자기부담금(원)')),
                ('starts_on', models.DateField(verbose_name='시작일')),
                ('ends_on', models.DateField(verbose_name='종료일')),
                ('state', models.CharField(choices=[('requested', '견적 요청'), ('accepted', '수락'), ('concluded', '계약 체결'), ('delivered', '결과 제출'), ('inspected', '검수 완료'), ('settled', '정산 완료'), ('cancelled', '취소')], default='requested', max_length=10, verbose_name='상태')),
                ('requested_at', models.DateTimeField(verbose_name='요청 시각')),
                ('concluded_at', models.DateTimeField(blank=True, null=True, verbose_name='체결 시각')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='정산 시각')),
                ('cancel_reason', models.CharField(blank=True, max_length=300, verbose_name='취소 사유')),
                ('agency', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.agency')),
                ('enterprise', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.enterprise')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='agreements.vouchercontract')),
                ('supplier', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.supplier')),
                ('supplier_enterprise', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.enterprise')),
                ('voucher', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.voucher')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='VoucherDelivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='제출 차수')),
                ('report', models.TextField(verbose_name='결과 보고')),
                ('delivered_at', models.DateTimeField(verbose_name='제출 시각')),
                ('accepted', models.BooleanField(blank=True, null=True, verbose_name='검수 합격')),
                ('opinion', models.TextField(blank=True, verbose_name='검수 의견')),
                ('inspected_at', models.DateTimeField(blank=True, null=True, verbose_name='검수 시각')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.agency')),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='agreements.vouchercontract')),
                ('delivered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.enterprise')),
                ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='applications.firmfile')),
                ('inspected_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('supplier_enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.enterprise')),
            ],
            options={
                'verbose_name': '바우처 결과 제출',
                'ordering': ('contract', '-number'),
            },
        ),
        migrations.CreateModel(
            name='VoucherPayment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('payment', '지급'), ('refund', '반환')], max_length=8, verbose_name='구분')),
                ('subsidy_won', models.BigIntegerField(verbose_name='보조금(원)')),
                ('own_won', models.BigIntegerField(default=0, verbose_name='자기부담금(원)')),
                ('paid_on', models.DateField(verbose_name='지급일')),
                ('reference', models.CharField(max_length=60, verbose_name='이체 번호')),
                ('recorded_at', models.DateTimeField(verbose_name='기록 시각')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.agency')),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='agreements.vouchercontract')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.enterprise')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('supplier_enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.enterprise')),
            ],
            options={
                'verbose_name': '바우처 정산금',
                'ordering': ('contract', 'id'),
            },
        ),
        migrations.CreateModel(
            name='VoucherScheme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=160, verbose_name='바우처 사업명')),
                ('cap_won', models.BigIntegerField(verbose_name='기업당 한도(원)')),
                ('definition', models.CharField(max_length=60, verbose_name='보조율 정의')),
                ('fields', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('consulting', '컨설팅'), ('technology', '기술지원'), ('marketing', '마케팅')], max_length=10), size=None, verbose_name='분야')),
                ('opens_on', models.DateField(verbose_name='시작일')),
                ('last_use_on', models.DateField(verbose_name='사용 기한')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='voucher_schemes', to='registry.agency')),
                ('limit', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='voucher_scheme', to='agreements.spendinglimit')),
                ('programme', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='voucher_scheme', to='programmes.programme')),
            ],
            options={
                'verbose_name': '바우처 사업',
                'ordering': ('-opens_on', '-id'),
            },
        ),
        migrations.CreateModel(
            name='VoucherEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('number', models.CharField(max_length=40, verbose_name='바우처 번호')),
                ('sales_won', models.BigIntegerField(verbose_name='평균 매출액(원)')),
                ('sales_evidence', models.CharField(max_length=200, verbose_name='매출 근거')),
                ('rate', models.DecimalField(decimal_places=2, max_digits=5, verbose_name='보조율(%)')),
                ('subsidy_won', models.BigIntegerField(verbose_name='보조금(원)')),
                ('own_won', models.BigIntegerField(verbose_name='자기부담금(원)')),
                ('own_paid_on', models.DateField(blank=True, null=True, verbose_name='자기부담금 납부일')),
                ('issued_at', models.DateTimeField(verbose_name='발급 시각')),
                ('expires_on', models.DateField(verbose_name='사용 기한')),
                ('state', models.CharField(choices=[('issued', '발급'), ('used_up', '사용 완료'), ('expired', '기간 만료'), ('cancelled', '취소')], default='issued', max_length=10, verbose_name='상태')),
                ('is_sample', models.BooleanField(default=False, verbose_name='예시 자료')),
                ('agency', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.agency')),
                ('enterprise', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.enterprise')),
                ('limit', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.spendinglimit')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='agreements.voucher')),
                ('scheme', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.voucherscheme')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='voucher',
            name='scheme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='vouchers', to='agreements.voucherscheme'),
        ),
        migrations.CreateModel(
            name='SupplierEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('state', models.CharField(choices=[('applied', '등록 신청'), ('registered', '등록'), ('suspended', '정지'), ('refused', '반려')], default='applied', max_length=10, verbose_name='상태')),
                ('introduction', models.TextField(blank=True, verbose_name='소개')),
                ('applied_at', models.DateTimeField(verbose_name='신청 시각')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='결정 시각')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='사유')),
                ('agency', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.agency')),
                ('decided_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('enterprise', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.enterprise')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='agreements.supplier')),
                ('scheme', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.voucherscheme')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='supplier',
            name='scheme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='suppliers', to='agreements.voucherscheme'),
        ),
        migrations.CreateModel(
            name='VoucherSchemeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=160, verbose_name='바우처 사업명')),
                ('cap_won', models.BigIntegerField(verbose_name='기업당 한도(원)')),
                ('definition', models.CharField(max_length=60, verbose_name='보조율 정의')),
                ('fields', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('consulting', '컨설팅'), ('technology', '기술지원'), ('marketing', '마케팅')], max_length=10), size=None, verbose_name='분야')),
                ('opens_on', models.DateField(verbose_name='시작일')),
                ('last_use_on', models.DateField(verbose_name='사용 기한')),
                ('agency', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.agency')),
                ('limit', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agreements.spendinglimit')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='agreements.voucherscheme')),
                ('programme', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='programmes.programme')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='VoucherSignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('agency', '기관'), ('enterprise', '기업'), ('supplier', '수행기관')], max_length=10, verbose_name='서명자')),
                ('name', models.CharField(max_length=80, verbose_name='이름')),
                ('method', models.CharField(choices=[('passkey', '패스키'), ('totp', '인증 앱')], max_length=8, verbose_name='본인 확인')),
                ('content_sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('signed_at', models.DateTimeField(verbose_name='서명 시각')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.agency')),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='agreements.vouchercontract')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.enterprise')),
                ('supplier_enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.enterprise')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '바우처 계약 서명',
                'ordering': ('contract', 'signed_at'),
            },
        ),
        migrations.CreateModel(
            name='AgreementNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='연도')),
                ('last', models.PositiveIntegerField(default=0, verbose_name='마지막 번호')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.agency')),
            ],
            options={
                'verbose_name': '협약번호 발번',
                'constraints': [models.UniqueConstraint(fields=('agency', 'year'), name='agreement_numbering_unique')],
            },
        ),
        migrations.AddConstraint(
            model_name='agreementversion',
            constraint=models.UniqueConstraint(fields=('agreement', 'number'), name='agreement_version_unique'),
        ),
        migrations.AddConstraint(
            model_name='agreementversion',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='agreement_version_period'),
        ),
        migrations.AddConstraint(
            model_name='agreementversion',
            constraint=models.CheckConstraint(condition=models.Q(('grant_won__gte', 0), ('own_cash_won__gte', 0), ('own_in_kind_won__gte', 0)), name='agreement_version_amounts'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreementversion',
            trigger=pgtrigger.compiler.Trigger(name='offered_version_never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."offered_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8a47746554212bb1fc4add1456a5bb248c8d3669', operation='UPDATE OR DELETE', pgid='pgtrigger_offered_version_never_changes_830b6', table='agreements_agreementversion', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='agreementsignature',
            constraint=models.UniqueConstraint(fields=('version', 'side'), name='agreement_signature_once_a_side'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreementsignature',
            trigger=pgtrigger.compiler.Trigger(name='refuse_change', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='35c0b9cda94402b3c07574c442bf73e8c9e6bbb8', operation='UPDATE', pgid='pgtrigger_refuse_change_8090a', table='agreements_agreementsignature', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreementsignature',
            trigger=pgtrigger.compiler.Trigger(name='refuse_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='8d3e73079d7bd4b60b12ae5babb5e34a8c1a7fbf', operation='DELETE', pgid='pgtrigger_refuse_delete_d5882', table='agreements_agreementsignature', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreementsignature',
            trigger=pgtrigger.compiler.Trigger(name='refuse_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='9b9120fe9f9c2408377aebce99231cb9ab3d184f', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_refuse_truncate_3c70b', table='agreements_agreementsignature', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='agreementchange',
            constraint=models.UniqueConstraint(fields=('agreement', 'number'), name='agreement_change_unique'),
        ),
        migrations.AddConstraint(
            model_name='agreementchange',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'approved'), _negated=True), models.Q(('decided_at__isnull', False), ('version__isnull', False)), _connector='OR'), name='agreement_change_approved_has_a_version'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreementchange',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_agreementchangeevent" ("agency_id", "agreement_id", "answer", "base_id", "conflicts", "decided_at", "decided_by_id", "enterprise_id", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed", "reason", "requested_at", "requested_by_id", "state", "version_id") VALUES (NEW."agency_id", NEW."agreement_id", NEW."answer", NEW."base_id", NEW."conflicts", NEW."decided_at", NEW."decided_by_id", NEW."enterprise_id", NEW."id", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."proposed", NEW."reason", NEW."requested_at", NEW."requested_by_id", NEW."state", NEW."version_id"); RETURN NULL;', hash='97166f52012c178e54d67fbb886d7f44c411d2b2', operation='INSERT', pgid='pgtrigger_insert_insert_8b8c0', table='agreements_agreementchange', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreementchange',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_agreementchangeevent" ("agency_id", "agreement_id", "answer", "base_id", "conflicts", "decided_at", "decided_by_id", "enterprise_id", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed", "reason", "requested_at", "requested_by_id", "state", "version_id") VALUES (NEW."agency_id", NEW."agreement_id", NEW."answer", NEW."base_id", NEW."conflicts", NEW."decided_at", NEW."decided_by_id", NEW."enterprise_id", NEW."id", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."proposed", NEW."reason", NEW."requested_at", NEW."requested_by_id", NEW."state", NEW."version_id"); RETURN NULL;', hash='589d08d5dd38a6b579bfb8929d629cc566600e62', operation='UPDATE', pgid='pgtrigger_update_update_e19c0', table='agreements_agreementchange', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreementchange',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_agreementchangeevent" ("agency_id", "agreement_id", "answer", "base_id", "conflicts", "decided_at", "decided_by_id", "enterprise_id", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed", "reason", "requested_at", "requested_by_id", "state", "version_id") VALUES (OLD."agency_id", OLD."agreement_id", OLD."answer", OLD."base_id", OLD."conflicts", OLD."decided_at", OLD."decided_by_id", OLD."enterprise_id", OLD."id", OLD."number", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."proposed", OLD."reason", OLD."requested_at", OLD."requested_by_id", OLD."state", OLD."version_id"); RETURN NULL;', hash='929c96b51bb1f515a4053859348487d7e2883653', operation='DELETE', pgid='pgtrigger_delete_delete_9f813', table='agreements_agreementchange', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='agreement',
            index=models.Index(fields=['agency', 'state', '-created_at'], name='agreement_by_state'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.UniqueConstraint(fields=('agency', 'number'), name='agreement_number_unique'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'offered', 'lapsed']), ('signed_at__isnull', False), _connector='OR'), name='agreement_signed_at_an_instant'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), models.Q(('end_kind', ''), _negated=True), _connector='OR'), name='agreement_end_has_a_kind'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreement',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_agreementevent" ("agency_id", "call_id", "created_at", "created_by_id", "decision_id", "end_kind", "end_reason", "ended_on", "enterprise_id", "id", "is_sample", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "rule_pack", "sign_by", "signed_at", "state", "title", "version_id") VALUES (NEW."agency_id", NEW."call_id", NEW."created_at", NEW."created_by_id", NEW."decision_id", NEW."end_kind", NEW."end_reason", NEW."ended_on", NEW."enterprise_id", NEW."id", NEW."is_sample", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."programme_id", NEW."rule_pack", NEW."sign_by", NEW."signed_at", NEW."state", NEW."title", NEW."version_id"); RETURN NULL;', hash='44d099706f4f9b39cfc210e17c91670b9ad4e9a1', operation='INSERT', pgid='pgtrigger_insert_insert_13a93', table='agreements_agreement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreement',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_agreementevent" ("agency_id", "call_id", "created_at", "created_by_id", "decision_id", "end_kind", "end_reason", "ended_on", "enterprise_id", "id", "is_sample", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "rule_pack", "sign_by", "signed_at", "state", "title", "version_id") VALUES (NEW."agency_id", NEW."call_id", NEW."created_at", NEW."created_by_id", NEW."decision_id", NEW."end_kind", NEW."end_reason", NEW."ended_on", NEW."enterprise_id", NEW."id", NEW."is_sample", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."programme_id", NEW."rule_pack", NEW."sign_by", NEW."signed_at", NEW."state", NEW."title", NEW."version_id"); RETURN NULL;', hash='89dae854c64f70b9e34128e2fb0894463052b14e', operation='UPDATE', pgid='pgtrigger_update_update_36fdd', table='agreements_agreement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreement',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_agreementevent" ("agency_id", "call_id", "created_at", "created_by_id", "decision_id", "end_kind", "end_reason", "ended_on", "enterprise_id", "id", "is_sample", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "rule_pack", "sign_by", "signed_at", "state", "title", "version_id") VALUES (OLD."agency_id", OLD."call_id", OLD."created_at", OLD."created_by_id", OLD."decision_id", OLD."end_kind", OLD."end_reason", OLD."ended_on", OLD."enterprise_id", OLD."id", OLD."is_sample", OLD."number", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."programme_id", OLD."rule_pack", OLD."sign_by", OLD."signed_at", OLD."state", OLD."title", OLD."version_id"); RETURN NULL;', hash='614ae683dac56afdea0bc2c8f76c34ce3d5db15e', operation='DELETE', pgid='pgtrigger_delete_delete_a07e3', table='agreements_agreement', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='bannedcounterparty',
            constraint=models.UniqueConstraint(fields=('agreement', 'business_number', 'rule'), name='banned_counterparty_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bannedcounterparty',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_bannedcounterpartyevent" ("agency_id", "agreement_id", "business_number", "declared_at", "declared_by_id", "enterprise_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "rule", "until") VALUES (NEW."agency_id", NEW."agreement_id", NEW."business_number", NEW."declared_at", NEW."declared_by_id", NEW."enterprise_id", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."rule", NEW."until"); RETURN NULL;', hash='c67b71f933b772293ab2e26265d7d33f365e6ebd', operation='INSERT', pgid='pgtrigger_insert_insert_0a1b1', table='agreements_bannedcounterparty', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bannedcounterparty',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_bannedcounterpartyevent" ("agency_id", "agreement_id", "business_number", "declared_at", "declared_by_id", "enterprise_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "rule", "until") VALUES (NEW."agency_id", NEW."agreement_id", NEW."business_number", NEW."declared_at", NEW."declared_by_id", NEW."enterprise_id", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."rule", NEW."until"); RETURN NULL;', hash='7e37661e72e2e76df07bb4463c8dfdcaeef6cb57', operation='UPDATE', pgid='pgtrigger_update_update_6dc2c', table='agreements_bannedcounterparty', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bannedcounterparty',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_bannedcounterpartyevent" ("agency_id", "agreement_id", "business_number", "declared_at", "declared_by_id", "enterprise_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "rule", "until") VALUES (OLD."agency_id", OLD."agreement_id", OLD."business_number", OLD."declared_at", OLD."declared_by_id", OLD."enterprise_id", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."rule", OLD."until"); RETURN NULL;', hash='8c93c380fad20def26efd57a14ea0ebf38244d08', operation='DELETE', pgid='pgtrigger_delete_delete_da686', table='agreements_bannedcounterparty', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='budgetline',
            constraint=models.UniqueConstraint(fields=('agreement', 'code', 'item'), name='budget_line_unique'),
        ),
        migrations.AddConstraint(
            model_name='budgetamount',
            constraint=models.UniqueConstraint(fields=('version', 'line'), name='budget_amount_once'),
        ),
        migrations.AddConstraint(
            model_name='budgetamount',
            constraint=models.CheckConstraint(condition=models.Q(('grant_won__gte', 0), ('own_cash_won__gte', 0), ('own_in_kind_won__gte', 0)), name='budget_amount_not_negative'),
        ),
        migrations.AddIndex(
            model_name='expenditure',
            index=models.Index(fields=['agency', 'state', 'requested_at'], name='expenditure_queue'),
        ),
        migrations.AddConstraint(
            model_name='expenditure',
            constraint=models.UniqueConstraint(fields=('agreement', 'number'), name='expenditure_number_unique'),
        ),
        migrations.AddConstraint(
            model_name='expenditure',
            constraint=models.CheckConstraint(condition=models.Q(('grant_won__gte', 0), ('supply_won__gte', 0), ('vat_won__gte', 0), ('own_cash_won__gte', 0), ('own_in_kind_won__gte', 0)), name='expenditure_amounts'),
        ),
        migrations.AddConstraint(
            model_name='expenditure',
            constraint=models.CheckConstraint(condition=models.Q(('advance_won__gte', 0), ('advance_won__lte', django.db.models.expressions.CombinedExpression(models.F('supply_won'), '+', models.F('vat_won')))), name='expenditure_advance'),
        ),
        migrations.AddConstraint(
            model_name='expenditure',
            constraint=models.CheckConstraint(condition=models.Q(('used_until__isnull', True), ('used_until__gte', models.F('used_from')), _connector='OR'), name='expenditure_use'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='expenditure',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_expenditureevent" ("advance_won", "agency_id", "agreement_id", "answer", "decided_at", "decided_by_id", "enterprise_id", "facts", "grant_won", "id", "line_id", "method", "number", "own_cash_won", "own_in_kind_won", "payee_name", "payee_number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "requested_at", "requested_by_id", "state", "supply_won", "used_from", "used_until", "vat_won", "version") VALUES (NEW."advance_won", NEW."agency_id", NEW."agreement_id", NEW."answer", NEW."decided_at", NEW."decided_by_id", NEW."enterprise_id", NEW."facts", NEW."grant_won", NEW."id", NEW."line_id", NEW."method", NEW."number", NEW."own_cash_won", NEW."own_in_kind_won", NEW."payee_name", NEW."payee_number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."purpose", NEW."requested_at", NEW."requested_by_id", NEW."state", NEW."supply_won", NEW."used_from", NEW."used_until", NEW."vat_won", NEW."version"); RETURN NULL;', hash='04558fd393cf25fb50500e5ec6b6c25d49c01ed4', operation='INSERT', pgid='pgtrigger_insert_insert_b817d', table='agreements_expenditure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='expenditure',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_expenditureevent" ("advance_won", "agency_id", "agreement_id", "answer", "decided_at", "decided_by_id", "enterprise_id", "facts", "grant_won", "id", "line_id", "method", "number", "own_cash_won", "own_in_kind_won", "payee_name", "payee_number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "requested_at", "requested_by_id", "state", "supply_won", "used_from", "used_until", "vat_won", "version") VALUES (NEW."advance_won", NEW."agency_id", NEW."agreement_id", NEW."answer", NEW."decided_at", NEW."decided_by_id", NEW."enterprise_id", NEW."facts", NEW."grant_won", NEW."id", NEW."line_id", NEW."method", NEW."number", NEW."own_cash_won", NEW."own_in_kind_won", NEW."payee_name", NEW."payee_number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."purpose", NEW."requested_at", NEW."requested_by_id", NEW."state", NEW."supply_won", NEW."used_from", NEW."used_until", NEW."vat_won", NEW."version"); RETURN NULL;', hash='dc6e04642817bf08f764e2d97be60e1ef1f2794e', operation='UPDATE', pgid='pgtrigger_update_update_dec61', table='agreements_expenditure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='expenditure',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_expenditureevent" ("advance_won", "agency_id", "agreement_id", "answer", "decided_at", "decided_by_id", "enterprise_id", "facts", "grant_won", "id", "line_id", "method", "number", "own_cash_won", "own_in_kind_won", "payee_name", "payee_number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "requested_at", "requested_by_id", "state", "supply_won", "used_from", "used_until", "vat_won", "version") VALUES (OLD."advance_won", OLD."agency_id", OLD."agreement_id", OLD."answer", OLD."decided_at", OLD."decided_by_id", OLD."enterprise_id", OLD."facts", OLD."grant_won", OLD."id", OLD."line_id", OLD."method", OLD."number", OLD."own_cash_won", OLD."own_in_kind_won", OLD."payee_name", OLD."payee_number", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."purpose", OLD."requested_at", OLD."requested_by_id", OLD."state", OLD."supply_won", OLD."used_from", OLD."used_until", OLD."vat_won", OLD."version"); RETURN NULL;', hash='aa27f8bf7f5abb0c03deebeb5656930b061b8463', operation='DELETE', pgid='pgtrigger_delete_delete_be5ff', table='agreements_expenditure', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='asset',
            constraint=models.UniqueConstraint(fields=('agency', 'serial_number'), name='asset_number_unique'),
        ),
        migrations.AddConstraint(
            model_name='asset',
            constraint=models.CheckConstraint(condition=models.Q(('disposed_on__isnull', True), models.Q(('disposal_reason', ''), _negated=True), _connector='OR'), name='asset_disposal_reasoned'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='asset',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_assetevent" ("acquired_on", "agency_id", "disposal_reason", "disposed_on", "enterprise_id", "expenditure_id", "id", "last_seen_on", "location", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price_won", "register_by", "registered_on", "serial_number", "tracked_until") VALUES (NEW."acquired_on", NEW."agency_id", NEW."disposal_reason", NEW."disposed_on", NEW."enterprise_id", NEW."expenditure_id", NEW."id", NEW."last_seen_on", NEW."location", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."price_won", NEW."register_by", NEW."registered_on", NEW."serial_number", NEW."tracked_until"); RETURN NULL;', hash='a42bd8382090e69d9339e885a981b4a4065b0b61', operation='INSERT', pgid='pgtrigger_insert_insert_c85a6', table='agreements_asset', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='asset',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_assetevent" ("acquired_on", "agency_id", "disposal_reason", "disposed_on", "enterprise_id", "expenditure_id", "id", "last_seen_on", "location", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price_won", "register_by", "registered_on", "serial_number", "tracked_until") VALUES (NEW."acquired_on", NEW."agency_id", NEW."disposal_reason", NEW."disposed_on", NEW."enterprise_id", NEW."expenditure_id", NEW."id", NEW."last_seen_on", NEW."location", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."price_won", NEW."register_by", NEW."registered_on", NEW."serial_number", NEW."tracked_until"); RETURN NULL;', hash='e474c76e539be625d9f04a22de06943cd4861492', operation='UPDATE', pgid='pgtrigger_update_update_c708b', table='agreements_asset', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='asset',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_assetevent" ("acquired_on", "agency_id", "disposal_reason", "disposed_on", "enterprise_id", "expenditure_id", "id", "last_seen_on", "location", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price_won", "register_by", "registered_on", "serial_number", "tracked_until") VALUES (OLD."acquired_on", OLD."agency_id", OLD."disposal_reason", OLD."disposed_on", OLD."enterprise_id", OLD."expenditure_id", OLD."id", OLD."last_seen_on", OLD."location", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."price_won", OLD."register_by", OLD."registered_on", OLD."serial_number", OLD."tracked_until"); RETURN NULL;', hash='59fe8895d9abc350e6b21120f7ceece6746fa531', operation='DELETE', pgid='pgtrigger_delete_delete_dddf2', table='agreements_asset', when='AFTER')),
        ),
        ]),
    ]
