"""Tables of the pilots area: none of its own yet; appointments live in accounts, so that nothing below asks upwards."""
