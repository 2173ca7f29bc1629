package io.rebootmgr.cli;

import io.rebootmgr.nodes.NodeList;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads lists of nodes. */
final class NodeListConverter implements ITypeConverter<NodeList> {
    @Override
    public NodeList convert(String text) {
        return switch (NodeList.read(text)) {
            case NodeList.Reading.Read(NodeList list) -> list;
            case NodeList.Reading.Wrong(String what) -> throw new TypeConversionException("'" + text + "': " + what);
        };
    }
}
