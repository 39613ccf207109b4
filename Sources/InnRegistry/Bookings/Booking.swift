package struct Booking {}
