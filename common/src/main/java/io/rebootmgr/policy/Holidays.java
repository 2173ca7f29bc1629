package io.rebootmgr.policy;

import java.util.Optional;

/**
 * Whose public holidays count. {@link PublicHolidays} knows which there are.
 *
 * @param country its ISO code in capitals, {@code DE}
 * @param region part of the country, {@code by}, or of a region, {@code by-ag}
 */
public record Holidays(String country, Optional<String> region) {

    /** For people: {@code DE-by}. */
    public String text() {
        return country + region.map(part -> "-" + part).orElse("");
    }
}
