int innbridge_pjsip_shims;
