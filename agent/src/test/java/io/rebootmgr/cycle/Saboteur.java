package io.rebootmgr.cycle;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Written;
import io.rebootmgr.host.Host;
import io.rebootmgr.host.HostException;
import io.rebootmgr.task.TaskRunner;
import java.io.Serial;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Stands between the cycle and the world, counts every effect, and has one of them go wrong. */
final class Saboteur {
    private static final Set<String> EFFECTS = Set.of(
            "write",
            "createSession",
            "destroySession",
            "enableMaintenance",
            "disableMaintenance",
            "saveClaim",
            "deleteClaim",
            "reboot",
            "run");

    /** What goes wrong. */
    enum Fault {
        /** The process dies before the effect. */
        CRASH_BEFORE,
        /** The process dies after it. */
        CRASH_AFTER,
        /** Consul does it, and the answer is lost. */
        ANSWER_LOST,
        /** Consul does not do it, and nobody says so. */
        REQUEST_LOST,
        /** Consul does it, the answer is lost, and Consul stays out of reach for the rest of the run. */
        OUTAGE_AFTER,
        /** Consul is out of reach from here to the end of the run. */
        OUTAGE_BEFORE,
        /** The disk takes nothing any more from here to the end of the run, which dies after its next task. */
        DISK_FULL
    }

    /** The process is gone: nothing of the cycle catches this. */
    static final class Crash extends Error {
        @Serial
        private static final long serialVersionUID = 1L;

        Crash(String where) {
            super(where);
        }
    }

    private final Fault fault;
    private final int at;
    private int effects;
    private boolean outage;
    private boolean diskFull;
    /** Whatever catches the crash does nothing any more. */
    private boolean dead;
    /** The effect that went wrong, once one did. */
    @Nullable
    String struck;

    /** Strikes at the effect of this number, from 0. */
    Saboteur(Fault fault, int at) {
        this.fault = fault;
        this.at = at;
    }

    /** Another process; Consul is back, and the disk has room again. */
    void endOutage() {
        dead = false;
        outage = false;
        diskFull = false;
    }

    Ports between(Consul consul, World world) {
        return new Ports(
                proxy(Consul.class, consul),
                proxy(Host.class, world),
                proxy(TaskRunner.class, world),
                world,
                () -> java.util.UUID.randomUUID().toString());
    }

    private <T> T proxy(Class<T> port, T real) {
        return port.cast(Proxy.newProxyInstance(
                port.getClassLoader(), new Class<?>[] {port}, (self, method, args) -> call(port, real, method, args)));
    }

    private Object call(Class<?> port, Object real, Method method, Object[] args) throws Throwable {
        boolean consul = port == Consul.class;
        if (dead) {
            throw new Crash("before, and " + method.getName() + " is not called any more");
        }
        if (consul && outage) {
            throw new ConsulException(ConsulException.Kind.UNREACHABLE, "out of reach");
        }
        if (fault == Fault.DISK_FULL && EFFECTS.contains(method.getName())) {
            return onFullDisk(port, real, method, args);
        }
        if (!EFFECTS.contains(method.getName()) || effects++ != at) {
            return invoke(real, method, args);
        }
        String effect = port.getSimpleName() + "." + method.getName();
        struck = effect;
        return switch (fault) {
            case CRASH_BEFORE -> throw crash("before " + effect);
            case CRASH_AFTER -> {
                invoke(real, method, args);
                throw crash("after " + effect);
            }
            case ANSWER_LOST -> {
                Object answer = invoke(real, method, args);
                yield consul ? lost(method) : answer;
            }
            case OUTAGE_AFTER -> {
                Object answer = invoke(real, method, args);
                outage = true;
                yield consul ? lost(method) : answer;
            }
            case OUTAGE_BEFORE -> {
                outage = true;
                yield consul ? lost(method) : invoke(real, method, args);
            }
            case REQUEST_LOST -> consul ? lost(method) : invoke(real, method, args);
            case DISK_FULL -> throw new IllegalStateException("has a way of its own");
        };
    }

    private Object onFullDisk(Class<?> port, Object real, Method method, Object[] args) throws Throwable {
        String effect = port.getSimpleName() + "." + method.getName();
        if (effects++ == at) {
            struck = effect;
            diskFull = true;
        }
        if (!diskFull) {
            return invoke(real, method, args);
        }
        if (method.getName().equals("saveClaim")) {
            throw new HostException("no space left");
        }
        Object answer = invoke(real, method, args);
        if (method.getName().equals("run")) {
            throw crash("after " + effect + " on a full disk");
        }
        return answer;
    }

    private Crash crash(String where) {
        dead = true;
        return new Crash(where);
    }

    private static Object lost(Method method) {
        if (method.getReturnType() == Written.class) {
            return new Written.Unknown("connection reset");
        }
        throw new ConsulException(ConsulException.Kind.UNREACHABLE, "connection reset");
    }

    private static Object invoke(Object real, Method method, Object[] args) throws Throwable {
        try {
            return method.invoke(real, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
