int innbridge_mhd_shims;
