package io.rebootmgr.settings;

/** A text that somebody set for a key, and where. */
record Given(String key, String text, SettingOrigin origin) {}
