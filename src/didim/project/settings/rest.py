REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["didim.api.permissions.SessionSignIn"],
    "DEFAULT_PERMISSION_CLASSES": ["didim.api.permissions.GuardPermission"],
    "EXCEPTION_HANDLER": "didim.api.problems.answer_problem",
    # Counted in each process of its own, so with two web processes up to twice as many come through.
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {"anon": "120/min", "user": "600/min"},
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Didim API",
    "DESCRIPTION": "지원사업 공고, 기관, 기업과 자격 판정. Notices, agencies, firms and eligibility.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "ENUM_NAME_OVERRIDES": {
        "AreaLevelEnum": "didim.districts.enums.AreaLevel",
        "ChangeCodeEnum": "didim.districts.enums.ChangeCode",
        "DistrictKindEnum": "didim.districts.enums.DistrictKind",
        "SupportTypeEnum": "didim.programmes.enums.SupportType",
        "NoticeSourceEnum": "didim.programmes.enums.NoticeSource",
        "NoticeStatusEnum": "didim.programmes.enums.NoticeStatus",
        "SizeClassEnum": "didim.registry.enums.SizeClass",
        "AgencyKindEnum": "didim.registry.enums.AgencyKind",
        "NetworkKindEnum": "didim.registry.enums.NetworkKind",
        "CommissionKindEnum": "didim.registry.enums.CommissionKind",
        "DesignationKindEnum": "didim.registry.enums.DesignationKind",
    },
    "ENABLE_DJANGO_DEPLOY_CHECK": False,
}
