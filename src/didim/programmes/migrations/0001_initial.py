
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

from didim.accounts.at_once import AtOnce
from didim.accounts.tenancy import AgencyRowSecurity


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('registry', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AtOnce([
            TrigramExtension(),
            migrations.CreateModel(
                name='Call',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=200, verbose_name='공고명')),
                    ('created_at', models.DateTimeField(verbose_name='작성 시각')),
                    ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='registry.agency')),
                    ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': '공고',
                    'ordering': ('-created_at', '-id'),
                },
            ),
            migrations.CreateModel(
                name='Notice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('source', models.CharField(choices=[('didim', '디딤'), ('bizinfo', '기업마당'), ('kstartup', 'K-Startup'), ('other', '그 밖의 출처')], max_length=10, verbose_name='출처')),
                    ('source_id', models.CharField(max_length=80, verbose_name='출처의 번호')),
                    ('title', models.CharField(max_length=500, verbose_name='제목')),
                    ('agency_name', models.CharField(blank=True, max_length=160, verbose_name='소관기관')),
                    ('operator_name', models.CharField(blank=True, max_length=160, verbose_name='수행기관')),
                    ('support_type', models.CharField(blank=True, choices=[('loan', '융자'), ('commercialisation', '사업화'), ('rnd', 'R&D'), ('space', '시설·공간·보육'), ('global', '글로벌'), ('event', '행사·네트워크'), ('mentoring', '멘토링·컨설팅·교육'), ('workforce', '인력')], max_length=20, null=True, verbose_name='지원유형')),
                    ('field', models.CharField(blank=True, max_length=60, verbose_name='지원분야')),
                    ('region_codes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), default=list, size=None, verbose_name='지역')),
                    ('targets', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('sme', '중소기업'), ('micro', '소상공인'), ('startup', '창업·벤처기업'), ('pre_founder', '예비창업자'), ('solo_creative', '1인 창조기업'), ('women', '여성기업'), ('disabled', '장애인기업'), ('social', '사회적기업'), ('student', '청소년·대학생'), ('research', '대학·연구기관'), ('person', '일반인')], max_length=16), default=list, size=None, verbose_name='대상')),
                    ('stages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('pre', '예비창업자'), ('y1', '1년 미만'), ('y2', '2년 미만'), ('y3', '3년 미만'), ('y5', '5년 미만'), ('y7', '7년 미만'), ('y10', '10년 미만')], max_length=4), default=list, size=None, verbose_name='업력')),
                    ('tags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, size=None, verbose_name='해시태그')),
                    ('summary', models.TextField(blank=True, verbose_name='요약')),
                    ('body', models.TextField(blank=True, verbose_name='내용')),
                    ('attachment_text', models.TextField(blank=True, verbose_name='첨부 본문')),
                    ('target_text', models.TextField(blank=True, verbose_name='지원대상')),
                    ('exclusion_text', models.TextField(blank=True, verbose_name='제외대상')),
                    ('how_to_apply', models.TextField(blank=True, verbose_name='신청방법')),
                    ('contact', models.TextField(blank=True, verbose_name='문의처')),
                    ('url', models.URLField(blank=True, max_length=1000, verbose_name='원문')),
                    ('apply_url', models.URLField(blank=True, max_length=1000, verbose_name='접수처')),
                    ('attachments', models.JSONField(default=list, verbose_name='첨부')),
                    ('period_kind', models.CharField(choices=[('dated', '기간 지정'), ('until_exhausted', '예산 소진 시까지'), ('always', '상시'), ('varies', '사업별 상이'), ('announced_later', '추후 공지'), ('unknown', '확인 필요')], max_length=16, verbose_name='기간 구분')),
                    ('period_text', models.CharField(blank=True, max_length=300, verbose_name='접수기간 원문')),
                    ('opens_on', models.DateField(blank=True, null=True, verbose_name='접수 시작일')),
                    ('closes_on', models.DateField(blank=True, null=True, verbose_name='접수 마감일')),
                    ('published_on', models.DateField(blank=True, null=True, verbose_name='공고일')),
                    ('rule', models.JSONField(default=dict, verbose_name='자격요건')),
                    ('rule_reading', models.CharField(blank=True, max_length=40, verbose_name='읽기 규칙 판')),
                    ('raw', models.JSONField(default=dict, verbose_name='원본')),
                    ('readings', models.JSONField(default=dict, verbose_name='읽은 내용')),
                    ('content_hash', models.CharField(max_length=64, verbose_name='내용 해시')),
                    ('first_seen_at', models.DateTimeField(verbose_name='처음 본 시각')),
                    ('last_seen_at', models.DateTimeField(verbose_name='마지막으로 본 시각')),
                    ('changed_at', models.DateTimeField(verbose_name='바뀐 시각')),
                    ('is_sample', models.BooleanField(default=False, verbose_name='예시 자료')),
                    ('search', django.contrib.postgres.search.SearchVectorField(editable=False, null=True, verbose_name='검색 색인')),
                    ('search_title', models.TextField(default='', editable=False, verbose_name='검색용 제목')),
                    ('search_text', models.TextField(default='', editable=False, verbose_name='검색용 본문')),
                    ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='notices', to='registry.agency')),
                    ('call', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notice', to='programmes.call')),
                    ('canonical', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='copies', to='programmes.notice')),
                ],
                options={
                    'verbose_name': '공고문',
                    'ordering': ('-published_on', '-id'),
                },
            ),
            migrations.CreateModel(
                name='DuplicatePair',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('score', models.FloatField(verbose_name='유사도')),
                    ('title_score', models.FloatField(verbose_name='제목 유사도')),
                    ('agency_score', models.FloatField(verbose_name='기관 유사도')),
                    ('period_score', models.FloatField(verbose_name='기간 유사도')),
                    ('state', models.CharField(choices=[('pending', '검토 대기'), ('same', '같은 공고'), ('different', '다른 공고')], default='pending', max_length=10, verbose_name='상태')),
                    ('automatic', models.BooleanField(default=False, verbose_name='자동 결정')),
                    ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='결정 시각')),
                    ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('left', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pairs_as_left', to='programmes.notice')),
                    ('right', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pairs_as_right', to='programmes.notice')),
                ],
                options={
                    'verbose_name': '중복 의심',
                    'ordering': ('-score', 'id'),
                },
            ),
            migrations.CreateModel(
                name='NoticeWord',
                fields=[
                    ('word', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='낱말')),
                    ('keys', models.CharField(max_length=160, verbose_name='글쇠')),
                    ('uses', models.PositiveIntegerField(verbose_name='쓰인 제목 수')),
                ],
                options={
                    'verbose_name': '제목 낱말',
                    'ordering': ('-uses', 'word'),
                    'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['keys'], name='notice_word_keys', opclasses=['gin_trgm_ops'])],
                },
            ),
            migrations.CreateModel(
                name='Programme',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=160, verbose_name='사업명')),
                    ('name_en', models.CharField(blank=True, max_length=200, verbose_name='영문 사업명')),
                    ('support_type', models.CharField(choices=[('loan', '융자'), ('commercialisation', '사업화'), ('rnd', 'R&D'), ('space', '시설·공간·보육'), ('global', '글로벌'), ('event', '행사·네트워크'), ('mentoring', '멘토링·컨설팅·교육'), ('workforce', '인력')], max_length=20, verbose_name='지원유형')),
                    ('year', models.PositiveSmallIntegerField(verbose_name='연도')),
                    ('budget', models.BigIntegerField(blank=True, null=True, verbose_name='예산(원)')),
                    ('purpose', models.TextField(blank=True, verbose_name='목적')),
                    ('is_sample', models.BooleanField(default=False, verbose_name='예시 자료')),
                    ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='programmes', to='registry.agency')),
                ],
                options={
                    'verbose_name': '지원사업',
                    'ordering': ('-year', 'name', 'id'),
                },
            ),
            migrations.AddField(
                model_name='call',
                name='programme',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='programmes.programme'),
            ),
            migrations.CreateModel(
                name='SavedSearch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=60, verbose_name='이름')),
                    ('query', models.JSONField(default=dict, verbose_name='검색 조건')),
                    ('alerts', models.BooleanField(default=False, verbose_name='알림')),
                    ('created_at', models.DateTimeField(verbose_name='저장 시각')),
                    ('alerted_until', models.DateTimeField(verbose_name='여기까지 알림')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_searches', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': '저장한 검색',
                    'ordering': ('name', 'id'),
                },
            ),
            migrations.CreateModel(
                name='AlertDelivery',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('queued_at', models.DateTimeField(verbose_name='발송 대기 시각')),
                    ('notice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alert_deliveries', to='programmes.notice')),
                    ('saved_search', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='programmes.savedsearch')),
                ],
                options={
                    'verbose_name': '알림 이력',
                    'ordering': ('-queued_at', '-id'),
                },
            ),
            migrations.CreateModel(
                name='CallRevision',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveSmallIntegerField(verbose_name='차수')),
                    ('state', models.CharField(choices=[('draft', '작성 중'), ('published', '공고됨')], default='draft', max_length=10, verbose_name='상태')),
                    ('summary', models.TextField(blank=True, verbose_name='요약')),
                    ('body', models.TextField(blank=True, verbose_name='공고 내용')),
                    ('region_codes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), blank=True, default=list, size=None, verbose_name='지역')),
                    ('targets', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('sme', '중소기업'), ('micro', '소상공인'), ('startup', '창업·벤처기업'), ('pre_founder', '예비창업자'), ('solo_creative', '1인 창조기업'), ('women', '여성기업'), ('disabled', '장애인기업'), ('social', '사회적기업'), ('student', '청소년·대학생'), ('research', '대학·연구기관'), ('person', '일반인')], max_length=16), blank=True, default=list, size=None, verbose_name='대상')),
                    ('stages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('pre', '예비창업자'), ('y1', '1년 미만'), ('y2', '2년 미만'), ('y3', '3년 미만'), ('y5', '5년 미만'), ('y7', '7년 미만'), ('y10', '10년 미만')], max_length=4), blank=True, default=list, size=None, verbose_name='업력')),
                    ('target_text', models.TextField(blank=True, verbose_name='지원대상')),
                    ('exclusion_text', models.TextField(blank=True, verbose_name='제외대상')),
                    ('how_to_apply', models.TextField(blank=True, verbose_name='신청방법')),
                    ('contact', models.TextField(blank=True, verbose_name='문의처')),
                    ('urgent_reason', models.CharField(blank=True, max_length=200, verbose_name='긴급 공고 사유')),
                    ('opens_at', models.DateTimeField(blank=True, null=True, verbose_name='접수 시작')),
                    ('closes_at', models.DateTimeField(blank=True, null=True, verbose_name='접수 마감')),
                    ('rule', models.JSONField(default=dict, verbose_name='자격요건')),
                    ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='공고 시각')),
                    ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='call_revisions', to='registry.agency')),
                    ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='programmes.call')),
                    ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': '공고 차수',
                    'ordering': ('call', '-number'),
                    'constraints': [models.UniqueConstraint(fields=('call', 'number'), name='call_revision_unique'), models.CheckConstraint(condition=models.Q(('opens_at__isnull', True), ('closes_at__isnull', True), ('opens_at__lt', models.F('closes_at')), _connector='OR'), name='call_revision_opens_before_it_closes'), models.CheckConstraint(condition=models.Q(('state', 'draft'), ('published_at__isnull', False), _connector='OR'), name='call_revision_published_at_an_instant')],
                },
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='callrevision',
                trigger=pgtrigger.compiler.Trigger(name='published_revision_never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" = \'published\')', func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a691364eb8ce794833faf8d94f18489c0f61ef4d', operation='UPDATE OR DELETE', pgid='pgtrigger_published_revision_never_changes_1f927', table='programmes_callrevision', when='BEFORE')),
            ),
            migrations.AddIndex(
                model_name='notice',
                index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='programmes__search_475469_gin'),
            ),
            migrations.AddIndex(
                model_name='notice',
                index=models.Index(condition=models.Q(('canonical__isnull', True)), fields=['closes_on', 'id'], name='notice_by_deadline'),
            ),
            migrations.AddIndex(
                model_name='notice',
                index=models.Index(condition=models.Q(('canonical__isnull', True)), fields=['-published_on', '-id'], name='notice_by_date'),
            ),
            migrations.AddIndex(
                model_name='notice',
                index=models.Index(fields=['agency', '-published_on', '-id'], name='notice_by_agency'),
            ),
            migrations.AddConstraint(
                model_name='notice',
                constraint=models.UniqueConstraint(fields=('source', 'source_id'), name='notice_source_unique'),
            ),
            migrations.AddConstraint(
                model_name='notice',
                constraint=models.CheckConstraint(condition=models.Q(('canonical', models.F('id')), _negated=True), name='notice_not_its_own_copy'),
            ),
            migrations.AddConstraint(
                model_name='notice',
                constraint=models.CheckConstraint(condition=models.Q(('opens_on__isnull', True), ('closes_on__isnull', True), ('opens_on__lte', models.F('closes_on')), _connector='OR'), name='notice_opens_before_it_closes'),
            ),
            migrations.AddConstraint(
                model_name='duplicatepair',
                constraint=models.UniqueConstraint(fields=('left', 'right'), name='duplicate_pair_unique'),
            ),
            migrations.AddConstraint(
                model_name='duplicatepair',
                constraint=models.CheckConstraint(condition=models.Q(('left__lt', models.F('right'))), name='duplicate_pair_in_order'),
            ),
            migrations.AddConstraint(
                model_name='programme',
                constraint=models.UniqueConstraint(fields=('agency', 'name', 'year'), name='programme_unique'),
            ),
            migrations.AddConstraint(
                model_name='savedsearch',
                constraint=models.UniqueConstraint(fields=('user', 'name'), name='saved_search_name_unique'),
            ),
            migrations.AddConstraint(
                model_name='alertdelivery',
                constraint=models.UniqueConstraint(fields=('saved_search', 'notice'), name='alert_delivery_once'),
            ),
            migrations.RunSQL(
                # A hit is confirmed in these texts, so they stay in the row where they fit.
                "ALTER TABLE programmes_notice ALTER search_title SET STORAGE MAIN, ALTER search_text SET STORAGE MAIN",
                migrations.RunSQL.noop,
            ),
            AgencyRowSecurity("programmes_callrevision", public="state = 'published'"),
            AgencyRowSecurity(
                "programmes_call",
                public="EXISTS (SELECT 1 FROM programmes_callrevision r"
                " WHERE r.call_id = programmes_call.id AND r.state = 'published')",
            ),
            AgencyRowSecurity(
                "programmes_programme",
                public="EXISTS (SELECT 1 FROM programmes_call c JOIN programmes_callrevision r ON r.call_id = c.id"
                " WHERE c.programme_id = programmes_programme.id AND r.state = 'published')",
            ),
            AgencyRowSecurity("programmes_savedsearch", agency="", user="user_id"),
            AgencyRowSecurity(
                "programmes_alertdelivery",
                agency="",
                using="EXISTS (SELECT 1 FROM programmes_savedsearch s"
                " WHERE s.id = programmes_alertdelivery.saved_search_id)",
            ),
        ]),
    ]
