package io.rebootmgr.policy;

/** Whom a layer of the policy speaks for, from the widest to the nearest, which wins. */
public enum LayerKind {
    FLEET,
    GROUP,
    NODE
}
