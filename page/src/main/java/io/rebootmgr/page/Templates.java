package io.rebootmgr.page;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import io.rebootmgr.text.PrintableText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The markup. Every value is cut to what anybody reads, made printable and escaped: no template has a way to write one
 * as it is. So what a page weighs is bounded by its rows, whatever some node has written into its keys.
 */
final class Templates {
    /** Where the frame has room for the part that changes; no value can hold it, for values are escaped. */
    private static final String MARK = "<!-- main -->";

    /** Of one value, in characters. */
    private static final int MOST = 500;

    private final Assets assets;
    private final Template fleet = compile("fleet");
    private final Template node = compile("node");
    private final Template act = compile("act");
    private final Template frame = compile("frame");

    Templates(Assets assets) {
        this.assets = assets;
    }

    private static Template compile(String name) {
        String text = new String(Assets.read(name + ".mustache"), StandardCharsets.UTF_8);
        return Mustache.compiler()
                .escapeHTML(true)
                .emptyStringIsFalse(true)
                .zeroIsFalse(true)
                .strictSections(false)
                .withFormatter(value -> PrintableText.excerpt(String.valueOf(value), MOST))
                .compile(text);
    }

    /** The part that changes. */
    String fragment(FleetView view) {
        return fleet.execute(view);
    }

    String fragment(NodeView view) {
        return node.execute(view);
    }

    /** A step of what a visitor does. */
    String act(Map<String, Object> values) {
        return act.execute(values);
    }

    /** A whole page around such a part, which goes on by itself. */
    String page(String title, String fragment, Query query, List<Act> acts) {
        return page(title, fragment, query, acts, assets.path("page.js"), false);
    }

    /** The same with charts below it. */
    String pageWithCharts(String title, String fragment, Query query, List<Act> acts) {
        return page(title, fragment, query, acts, assets.path("page.js"), true);
    }

    /** A page that stays as it is. */
    String still(String title, String fragment) {
        return page(title, fragment, Query.NONE, List.of(), "", false);
    }

    private String page(String title, String fragment, Query query, List<Act> acts, String script, boolean withCharts) {
        String whole = frame.execute(Map.of(
                "title",
                title,
                "style",
                assets.path("page.css"),
                "script",
                script,
                "icon",
                assets.path("icon.svg"),
                "query",
                query,
                "acts",
                acts,
                "charts",
                withCharts ? assets.path("charts.js") : "",
                "uplot",
                assets.path("uplot.js"),
                "uplotStyle",
                assets.path("uplot.css")));
        int at = whole.indexOf(MARK);
        return whole.substring(0, at) + fragment + whole.substring(at + MARK.length());
    }
}
