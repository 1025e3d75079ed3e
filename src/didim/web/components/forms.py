from django.forms.renderers import TemplatesSetting


class KitRenderer(TemplatesSetting):
    """Draws `{{ form }}` and `{{ field.as_field_group }}` with our field component, everywhere."""

    form_template_name = "components/forms/form.html"
    field_template_name = "components/forms/field.html"
