"""The laws of the house, each for every exam that can be drawn: in the words of `sot-core`, and with `ak-variants`."""
