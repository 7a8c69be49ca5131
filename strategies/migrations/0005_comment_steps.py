import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from cases.appendonly import guard


class Migration(migrations.Migration):

    dependencies = [
        ('institutions', '0001_initial'),
        ('strategies', '0004_money_and_measures'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CommentStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(choices=[('settle', 'Settled'), ('reopen', 'Opened again')], max_length=8)),
                ('text', models.TextField()),
                ('at', models.DateTimeField()),
                ('by_post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.post')),
                ('by_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('comment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='strategies.comment')),
            ],
            options={
                'verbose_name': 'step of a comment',
                'verbose_name_plural': 'steps of comments',
                'ordering': ['at', 'pk'],
            },
        ),
        guard("strategies_commentstep"),
    ]
