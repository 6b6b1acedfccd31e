from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('rights', '0005_search'),
    ]

    operations = [
        migrations.RenameField(model_name='searchentry', old_name='wording', new_name='wording_digest'),
        migrations.RenameField(model_name='searchentry', old_name='often', new_name='frequent_stems'),
        migrations.AlterField(
            model_name='searchentry',
            name='wording_digest',
            field=models.CharField(help_text="Of the title, the country's name and the analysis", max_length=16),
        ),
        migrations.AlterField(
            model_name='searchentry',
            name='frequent_stems',
            field=models.TextField(blank=True, default='', help_text='Those the body has several times|how often'),
        ),
    ]
