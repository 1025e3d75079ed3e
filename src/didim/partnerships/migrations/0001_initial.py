import didim.registry.models.periods
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models
from didim.accounts.at_once import AtOnce


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ('outcomes', '0007_evidence_files'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('registry', '0010_partner_kinds'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AtOnce([
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='이름')),
                ('position', models.CharField(blank=True, max_length=80, verbose_name='부서·직위')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='전화')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='전자우편')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.agency')),
            ],
            options={
                'verbose_name': '협약 상대 담당자',
                'ordering': ('partnership', 'name', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Paper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='파일 이름')),
                ('size', models.PositiveBigIntegerField(verbose_name='크기(바이트)')),
                ('content_type', models.CharField(max_length=100, verbose_name='형식')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('added_at', models.DateTimeField(verbose_name='붙인 시각')),
                ('removed_at', models.DateTimeField(blank=True, null=True, verbose_name='뺀 시각')),
                ('added_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.agency')),
                ('removed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '협약 문서',
                'ordering': ('partnership', 'added_at', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Partnership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160, verbose_name='협약 이름')),
                ('number', models.CharField(blank=True, max_length=40, verbose_name='협약 번호')),
                ('purpose', models.TextField(blank=True, verbose_name='목적')),
                ('is_public', models.BooleanField(default=False, verbose_name='누리집 공개')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='종료일')),
                ('end_reason', models.CharField(blank=True, choices=[('agreed', '서로 합의'), ('given_up', '상대 기관의 해지'), ('called_off', '우리 기관의 해지'), ('merged', '다른 협약으로 합침')], max_length=12, verbose_name='종료 사유')),
                ('end_note', models.CharField(blank=True, max_length=300, verbose_name='종료 경위')),
                ('is_sample', models.BooleanField(default=False, verbose_name='예시 자료')),
                ('recorded_at', models.DateTimeField(verbose_name='기록 시각')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='partnerships', to='registry.agency')),
                ('officer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='partnerships', to='registry.partner')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('signing', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='outcomes.observation')),
            ],
            options={
                'verbose_name': '업무협약',
                'ordering': ('agency', 'title', 'id'),
            },
        ),
        migrations.CreateModel(
            name='PaperEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=200, verbose_name='파일 이름')),
                ('size', models.PositiveBigIntegerField(verbose_name='크기(바이트)')),
                ('content_type', models.CharField(max_length=100, verbose_name='형식')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('added_at', models.DateTimeField(verbose_name='붙인 시각')),
                ('removed_at', models.DateTimeField(blank=True, null=True, verbose_name='뺀 시각')),
                ('added_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('agency', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.agency')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='partnerships.paper')),
                ('removed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('partnership', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partnerships.partnership')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='paper',
            name='partnership',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='papers', to='partnerships.partnership'),
        ),
        migrations.CreateModel(
            name='ContactEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=60, verbose_name='이름')),
                ('position', models.CharField(blank=True, max_length=80, verbose_name='부서·직위')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='전화')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='전자우편')),
                ('agency', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.agency')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='partnerships.contact')),
                ('partnership', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partnerships.partnership')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='contact',
            name='partnership',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='partnerships.partnership'),
        ),
        migrations.CreateModel(
            name='Activity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('meeting', '회의'), ('training', '교육·강좌'), ('event', '행사'), ('support', '공동 지원'), ('referral', '기업 연결'), ('other', '그 밖의 활동')], max_length=10, verbose_name='구분')),
                ('title', models.CharField(max_length=160, verbose_name='활동')),
                ('held_on', models.DateField(verbose_name='날짜')),
                ('participants', models.PositiveIntegerField(blank=True, null=True, verbose_name='참여 인원')),
                ('note', models.TextField(blank=True, verbose_name='내용')),
                ('recorded_at', models.DateTimeField(verbose_name='기록 시각')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.agency')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='activities', to='partnerships.partnership')),
            ],
            options={
                'verbose_name': '협약 활동',
                'ordering': ('-held_on', '-id'),
            },
        ),
        migrations.CreateModel(
            name='PartnershipEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('title', models.CharField(max_length=160, verbose_name='협약 이름')),
                ('number', models.CharField(blank=True, max_length=40, verbose_name='협약 번호')),
                ('purpose', models.TextField(blank=True, verbose_name='목적')),
                ('is_public', models.BooleanField(default=False, verbose_name='누리집 공개')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='종료일')),
                ('end_reason', models.CharField(blank=True, choices=[('agreed', '서로 합의'), ('given_up', '상대 기관의 해지'), ('called_off', '우리 기관의 해지'), ('merged', '다른 협약으로 합침')], max_length=12, verbose_name='종료 사유')),
                ('end_note', models.CharField(blank=True, max_length=300, verbose_name='종료 경위')),
                ('is_sample', models.BooleanField(default=False, verbose_name='예시 자료')),
                ('recorded_at', models.DateTimeField(verbose_name='기록 시각')),
                ('agency', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.agency')),
                ('officer', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('partner', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.partner')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='partnerships.partnership')),
                ('recorded_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('signing', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='outcomes.observation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Promise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('ours', '우리 기관'), ('theirs', '상대 기관'), ('both', '함께')], max_length=8, verbose_name='누구의 약속')),
                ('text', models.CharField(max_length=300, verbose_name='약속')),
                ('indicator', models.SlugField(blank=True, max_length=40, verbose_name='셀 지표')),
                ('target', models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True, verbose_name='목표')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='기한')),
                ('state', models.CharField(choices=[('open', '이행 중'), ('kept', '지킴'), ('dropped', '하지 않기로 함')], default='open', max_length=8, verbose_name='상태')),
                ('settled_on', models.DateField(blank=True, null=True, verbose_name='매듭지은 날')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='확인한 것')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.agency')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='promises', to='partnerships.partnership')),
            ],
            options={
                'verbose_name': '협약의 약속',
                'ordering': ('partnership', 'id'),
            },
        ),
        migrations.CreateModel(
            name='ActivityEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('meeting', '회의'), ('training', '교육·강좌'), ('event', '행사'), ('support', '공동 지원'), ('referral', '기업 연결'), ('other', '그 밖의 활동')], max_length=10, verbose_name='구분')),
                ('title', models.CharField(max_length=160, verbose_name='활동')),
                ('held_on', models.DateField(verbose_name='날짜')),
                ('participants', models.PositiveIntegerField(blank=True, null=True, verbose_name='참여 인원')),
                ('note', models.TextField(blank=True, verbose_name='내용')),
                ('recorded_at', models.DateTimeField(verbose_name='기록 시각')),
                ('agency', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.agency')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='partnerships.activity')),
                ('recorded_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('partnership', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partnerships.partnership')),
                ('promise', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partnerships.promise')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='activity',
            name='promise',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='activities', to='partnerships.promise'),
        ),
        migrations.CreateModel(
            name='PromiseEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('side', models.CharField(choices=[('ours', '우리 기관'), ('theirs', '상대 기관'), ('both', '함께')], max_length=8, verbose_name='누구의 약속')),
                ('text', models.CharField(max_length=300, verbose_name='약속')),
                ('indicator', models.SlugField(blank=True, db_index=False, max_length=40, verbose_name='셀 지표')),
                ('target', models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True, verbose_name='목표')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='기한')),
                ('state', models.CharField(choices=[('open', '이행 중'), ('kept', '지킴'), ('dropped', '하지 않기로 함')], default='open', max_length=8, verbose_name='상태')),
                ('settled_on', models.DateField(blank=True, null=True, verbose_name='매듭지은 날')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='확인한 것')),
                ('agency', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.agency')),
                ('partnership', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partnerships.partnership')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='partnerships.promise')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Result',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=120, verbose_name='근거 번호')),
                ('activity', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='results', to='partnerships.activity')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.agency')),
                ('observation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='outcomes.observation')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='partnerships.partnership')),
                ('promise', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='results', to='partnerships.promise')),
            ],
            options={
                'verbose_name': '협약 성과',
                'ordering': ('partnership', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='차수')),
                ('signed_on', models.DateField(blank=True, null=True, verbose_name='체결일')),
                ('valid_from', models.DateField(verbose_name='시작일')),
                ('valid_to', models.DateField(verbose_name='마지막 날')),
                ('renewal', models.CharField(choices=[('by_agreement', '합의하면 갱신'), ('automatic', '이의가 없으면 자동 연장'), ('once', '한 번으로 끝남')], max_length=12, verbose_name='기간이 끝나면')),
                ('decide_by', models.DateField(verbose_name='갱신을 정할 날')),
                ('remind_on', models.DateField(verbose_name='알릴 날')),
                ('reminded_at', models.DateTimeField(blank=True, null=True, verbose_name='알린 시각')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.agency')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='terms', to='partnerships.partnership')),
            ],
            options={
                'verbose_name': '협약기간',
                'ordering': ('partnership', 'number'),
            },
        ),
        migrations.CreateModel(
            name='TermEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('number', models.PositiveSmallIntegerField(verbose_name='차수')),
                ('signed_on', models.DateField(blank=True, null=True, verbose_name='체결일')),
                ('valid_from', models.DateField(verbose_name='시작일')),
                ('valid_to', models.DateField(verbose_name='마지막 날')),
                ('renewal', models.CharField(choices=[('by_agreement', '합의하면 갱신'), ('automatic', '이의가 없으면 자동 연장'), ('once', '한 번으로 끝남')], max_length=12, verbose_name='기간이 끝나면')),
                ('decide_by', models.DateField(verbose_name='갱신을 정할 날')),
                ('remind_on', models.DateField(verbose_name='알릴 날')),
                ('reminded_at', models.DateTimeField(blank=True, null=True, verbose_name='알린 시각')),
                ('agency', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.agency')),
                ('partnership', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partnerships.partnership')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='partnerships.term')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='partnership',
            index=models.Index(fields=['agency', 'partner'], name='partnership_of_partner'),
        ),
        migrations.AddConstraint(
            model_name='partnership',
            constraint=models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('agency', 'number'), name='partnership_number_unique'),
        ),
        migrations.AddConstraint(
            model_name='partnership',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('end_reason', ''), ('ended_on', None)), models.Q(('ended_on__isnull', False), models.Q(('end_reason', ''), _negated=True)), _connector='OR'), name='partnership_ends_with_a_reason'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='partnership',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partnerships_partnershipevent" ("agency_id", "end_note", "end_reason", "ended_on", "id", "is_public", "is_sample", "number", "officer_id", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "recorded_at", "recorded_by_id", "signing_id", "title") VALUES (NEW."agency_id", NEW."end_note", NEW."end_reason", NEW."ended_on", NEW."id", NEW."is_public", NEW."is_sample", NEW."number", NEW."officer_id", NEW."partner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."purpose", NEW."recorded_at", NEW."recorded_by_id", NEW."signing_id", NEW."title"); RETURN NULL;', hash='d76c78e5ec02118566196bbbcd774e727e5c9595', operation='INSERT', pgid='pgtrigger_insert_insert_80689', table='partnerships_partnership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='partnership',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "partnerships_partnershipevent" ("agency_id", "end_note", "end_reason", "ended_on", "id", "is_public", "is_sample", "number", "officer_id", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "recorded_at", "recorded_by_id", "signing_id", "title") VALUES (NEW."agency_id", NEW."end_note", NEW."end_reason", NEW."ended_on", NEW."id", NEW."is_public", NEW."is_sample", NEW."number", NEW."officer_id", NEW."partner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."purpose", NEW."recorded_at", NEW."recorded_by_id", NEW."signing_id", NEW."title"); RETURN NULL;', hash='e199130ce7eb6e2c142796cd634c82ebe72d06b1', operation='UPDATE', pgid='pgtrigger_update_update_5ca94', table='partnerships_partnership', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='paper',
            constraint=models.UniqueConstraint(condition=models.Q(('removed_at', None)), fields=('partnership', 'sha256'), name='partnership_paper_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='paper',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partnerships_paperevent" ("added_at", "added_by_id", "agency_id", "content_type", "id", "name", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_at", "removed_by_id", "sha256", "size") VALUES (NEW."added_at", NEW."added_by_id", NEW."agency_id", NEW."content_type", NEW."id", NEW."name", NEW."partnership_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."removed_at", NEW."removed_by_id", NEW."sha256", NEW."size"); RETURN NULL;', hash='f62d31c89e615d5f39d98fed86747a6de387dbc1', operation='INSERT', pgid='pgtrigger_insert_insert_0436e', table='partnerships_paper', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='paper',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "partnerships_paperevent" ("added_at", "added_by_id", "agency_id", "content_type", "id", "name", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_at", "removed_by_id", "sha256", "size") VALUES (NEW."added_at", NEW."added_by_id", NEW."agency_id", NEW."content_type", NEW."id", NEW."name", NEW."partnership_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."removed_at", NEW."removed_by_id", NEW."sha256", NEW."size"); RETURN NULL;', hash='4d0a86bcec75d0c8f3ec4808a1b1e1e877b12535', operation='UPDATE', pgid='pgtrigger_update_update_94675', table='partnerships_paper', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contact',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partnerships_contactevent" ("agency_id", "email", "id", "name", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "position") VALUES (NEW."agency_id", NEW."email", NEW."id", NEW."name", NEW."partnership_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."position"); RETURN NULL;', hash='0b603f2342b6c9df0e7b49e91ec11c3b013effb5', operation='INSERT', pgid='pgtrigger_insert_insert_02a20', table='partnerships_contact', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contact',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "partnerships_contactevent" ("agency_id", "email", "id", "name", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "position") VALUES (NEW."agency_id", NEW."email", NEW."id", NEW."name", NEW."partnership_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."position"); RETURN NULL;', hash='35e2de815761d8e64d15179f96c6ca29b7ea4c32', operation='UPDATE', pgid='pgtrigger_update_update_e0fb0', table='partnerships_contact', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contact',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partnerships_contactevent" ("agency_id", "email", "id", "name", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "position") VALUES (OLD."agency_id", OLD."email", OLD."id", OLD."name", OLD."partnership_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phone", OLD."position"); RETURN NULL;', hash='3ddfaf490b09e384e1c04b9fe08b9121e0ac87b0', operation='DELETE', pgid='pgtrigger_delete_delete_ab5e9', table='partnerships_contact', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='promise',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['agency', 'due_on'], name='partnership_promise_open'),
        ),
        migrations.AddConstraint(
            model_name='promise',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('settled_on', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('settled_on__isnull', False)), _connector='OR'), name='partnership_promise_settled'),
        ),
        migrations.AddConstraint(
            model_name='promise',
            constraint=models.CheckConstraint(condition=models.Q(('target', None), models.Q(('target__gt', 0), models.Q(('indicator', ''), _negated=True)), _connector='OR'), name='partnership_promise_target'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='promise',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partnerships_promiseevent" ("agency_id", "due_on", "id", "indicator", "note", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "settled_on", "side", "state", "target", "text") VALUES (NEW."agency_id", NEW."due_on", NEW."id", NEW."indicator", NEW."note", NEW."partnership_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."settled_on", NEW."side", NEW."state", NEW."target", NEW."text"); RETURN NULL;', hash='76397eb95c65ce9cd816ea9b16c5eef3127c9250', operation='INSERT', pgid='pgtrigger_insert_insert_47a5e', table='partnerships_promise', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='promise',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "partnerships_promiseevent" ("agency_id", "due_on", "id", "indicator", "note", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "settled_on", "side", "state", "target", "text") VALUES (NEW."agency_id", NEW."due_on", NEW."id", NEW."indicator", NEW."note", NEW."partnership_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."settled_on", NEW."side", NEW."state", NEW."target", NEW."text"); RETURN NULL;', hash='2b455559a1c767c7bf0184ca2e64805313a293ee', operation='UPDATE', pgid='pgtrigger_update_update_82893', table='partnerships_promise', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='activity',
            index=models.Index(fields=['partnership', '-held_on'], name='partnership_activity_by_day'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='activity',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partnerships_activityevent" ("agency_id", "held_on", "id", "kind", "note", "participants", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promise_id", "recorded_at", "recorded_by_id", "title") VALUES (NEW."agency_id", NEW."held_on", NEW."id", NEW."kind", NEW."note", NEW."participants", NEW."partnership_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."promise_id", NEW."recorded_at", NEW."recorded_by_id", NEW."title"); RETURN NULL;', hash='0a1327ac31280fcc00600e8ced9adc32bc33db7c', operation='INSERT', pgid='pgtrigger_insert_insert_2c09c', table='partnerships_activity', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='activity',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "partnerships_activityevent" ("agency_id", "held_on", "id", "kind", "note", "participants", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promise_id", "recorded_at", "recorded_by_id", "title") VALUES (NEW."agency_id", NEW."held_on", NEW."id", NEW."kind", NEW."note", NEW."participants", NEW."partnership_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."promise_id", NEW."recorded_at", NEW."recorded_by_id", NEW."title"); RETURN NULL;', hash='7a275e13619b9787f09a256c7f52407c3670bb15', operation='UPDATE', pgid='pgtrigger_update_update_e093b', table='partnerships_activity', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='result',
            constraint=models.UniqueConstraint(fields=('agency', 'reference'), name='partnership_result_once'),
        ),
        migrations.AddIndex(
            model_name='term',
            index=models.Index(condition=models.Q(('reminded_at', None)), fields=['remind_on'], name='partnership_term_to_remind'),
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='partnership_term_period'),
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('partnership', '='), (didim.registry.models.periods.DateRange('valid_from', 'valid_to', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_lower=True, inclusive_upper=True)), '&&')], name='partnership_term_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.UniqueConstraint(fields=('partnership', 'number'), name='partnership_term_number'),
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.CheckConstraint(condition=models.Q(('decide_by__gte', models.F('valid_from')), ('decide_by__lte', models.F('valid_to')), ('remind_on__lte', models.F('decide_by'))), name='partnership_term_days_in_order'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='term',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partnerships_termevent" ("agency_id", "decide_by", "id", "number", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "remind_on", "reminded_at", "renewal", "signed_on", "valid_from", "valid_to") VALUES (NEW."agency_id", NEW."decide_by", NEW."id", NEW."number", NEW."partnership_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."remind_on", NEW."reminded_at", NEW."renewal", NEW."signed_on", NEW."valid_from", NEW."valid_to"); RETURN NULL;', hash='b475335047e9ef4419f5867be5b55c72832885dd', operation='INSERT', pgid='pgtrigger_insert_insert_143f0', table='partnerships_term', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='term',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "partnerships_termevent" ("agency_id", "decide_by", "id", "number", "partnership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "remind_on", "reminded_at", "renewal", "signed_on", "valid_from", "valid_to") VALUES (NEW."agency_id", NEW."decide_by", NEW."id", NEW."number", NEW."partnership_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."remind_on", NEW."reminded_at", NEW."renewal", NEW."signed_on", NEW."valid_from", NEW."valid_to"); RETURN NULL;', hash='9e5405194dda1098f5e3e6899b68071754689d1d', operation='UPDATE', pgid='pgtrigger_update_update_1a154', table='partnerships_term', when='AFTER')),
        ),
        ]),
    ]
