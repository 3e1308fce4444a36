package dev.sluicegate.router.translate;

import org.jspecify.annotations.Nullable;

/**
 * A data URL (RFC 2397) whose data is base64.
 *
 * @param data still encoded
 */
record DataUrl(String mediaType, String data) {
    /** Many write it by its file's ending, which both protocols refuse. */
    DataUrl {
        mediaType = mediaType.equalsIgnoreCase("image/jpg") ? "image/jpeg" : mediaType;
    }

    /** Null if it is none, or is not encoded in base64. */
    static @Nullable DataUrl parse(String url) {
        int comma = url.indexOf(',');
        if (!url.regionMatches(true, 0, "data:", 0, 5) || comma < 0) {
            return null;
        }
        String[] parameters = url.substring(5, comma).split(";", -1);
        return parameters[0].isEmpty() || !parameters[parameters.length - 1].equalsIgnoreCase("base64")
                ? null
                : new DataUrl(parameters[0], url.substring(comma + 1));
    }

    @Override
    public String toString() {
        return "data:" + mediaType + ";base64," + data;
    }
}
