// The page on which a pledge is written. Works without this file: every row is a form.
