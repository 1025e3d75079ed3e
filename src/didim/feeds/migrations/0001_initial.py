
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='FeedRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('didim', '디딤'), ('bizinfo', '기업마당'), ('kstartup', 'K-Startup'), ('other', '그 밖의 출처')], max_length=10, verbose_name='출처')),
                ('origin', models.CharField(max_length=200, verbose_name='읽은 곳')),
                ('started_at', models.DateTimeField(verbose_name='시작 시각')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='끝난 시각')),
                ('read', models.PositiveIntegerField(default=0, verbose_name='읽음')),
                ('new', models.PositiveIntegerField(default=0, verbose_name='새 공고')),
                ('updated', models.PositiveIntegerField(default=0, verbose_name='바뀐 공고')),
                ('duplicate', models.PositiveIntegerField(default=0, verbose_name='그대로')),
                ('rejected', models.PositiveIntegerField(default=0, verbose_name='읽지 못함')),
                ('rejections', models.JSONField(default=list, verbose_name='읽지 못한 줄')),
                ('error', models.TextField(blank=True, verbose_name='오류')),
            ],
            options={
                'verbose_name': '수집 기록',
                'ordering': ('-started_at', '-id'),
                'indexes': [models.Index(fields=['source', '-started_at'], name='feeds_feedr_source_87cfed_idx')],
            },
        ),
    ]
