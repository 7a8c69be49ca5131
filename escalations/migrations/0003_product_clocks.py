from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('escalations', '0002_committee_clocks'),
    ]

    operations = [
        migrations.AlterField(
            model_name='deadline',
            name='kind',
            field=models.CharField(choices=[('acknowledge', 'Acknowledge'), ('act', 'Act or reply'), ('interim', 'Final reply promised'), ('commitment', 'Keep the commitment'), ('view', "The district's view on a declined case"), ('confirm', "The district's confirmation"), ('watch', 'Look at the outcome'), ('review', 'Review at inter-ministerial level'), ('notice', 'Give notice of the meeting'), ('hold', 'Hold the meeting, or say what became of it'), ('minutes', 'Circulate the minutes'), ('objections', 'Objections to the minutes'), ('seal', 'Confirm the minutes'), ('answers', 'Answers to the circulation'), ('action', 'Complete the action'), ('follow_up', 'Follow up what is overdue'), ('revival', 'Submit the revival plan'), ('endorse', 'Endorse or return the product'), ('publish', 'Publish the endorsed product'), ('revise', 'Revise the returned product')], max_length=12),
        ),
    ]
