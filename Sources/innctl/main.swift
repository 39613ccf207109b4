print("innctl")
