package io.rebootmgr.settings;

import java.util.List;
import java.util.Map;

/** What became of reading the settings. */
public sealed interface SettingsResult {

    /**
     * They can be used.
     *
     * @param origins by key as {@code consul.address}, in the order of the documentation; {@code consul.token} and
     *     {@code consul.verify} stand for what only variables can set
     */
    record Loaded(Settings settings, Map<String, SettingOrigin> origins) implements SettingsResult {}

    /** They cannot: everything that is wrong, in the order of the file, then the variables. At least one. */
    record Invalid(List<SettingProblem> problems) implements SettingsResult {}
}
