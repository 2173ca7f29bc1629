package io.rebootmgr.cli;

import io.rebootmgr.rollout.PublishedVersion;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads how much a version changes. */
final class VersionKindConverter implements ITypeConverter<PublishedVersion.Kind> {
    @Override
    public PublishedVersion.Kind convert(String text) {
        return PublishedVersion.Kind.of(text)
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is not one of minor, major"));
    }
}
