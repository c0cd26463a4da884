// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate.code;

import dev.rolecall.replay.mutate.inside.MutantSwitch;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;

/** {@link Sample}, loaded with all its mutants. */
public final class PlantedSample {
  private static final String NAME = Sample.class.getName();

  private final MutableClass code;
  private final Class<?> type;

  /** Loads it. */
  public PlantedSample() throws IOException, ClassNotFoundException {
    byte[] bytes = bytes(NAME);
    code =
        new MutableClass(bytes, Types.of(List.of(bytes, bytes(Sample.Colour.class.getName()))), 0);
    type = new Loader(code.planted()).loadClass(NAME);
  }

  private static byte[] bytes(String name) throws IOException {
    String file = "/" + name.replace('.', '/') + ".class";
    try (InputStream in = Sample.class.getResourceAsStream(file)) {
      return in.readAllBytes();
    }
  }

  /** All mutants. */
  public List<Mutant> mutants() {
    return code.mutants();
  }

  /** The mutants in a method, of a kind. */
  public List<Mutant> mutants(String method, Operator operator) {
    return mutants().stream()
        .filter(m -> m.place().method().equals(method) && m.operator() == operator)
        .toList();
  }

  /** Calls a method with no mutant active. */
  public Object call(String method, long x) throws ReflectiveOperationException {
    return call(method, x, MutantSwitch.NONE);
  }

  /** Calls a method while a mutant is active. */
  public Object call(String method, long x, int mutant) throws ReflectiveOperationException {
    Method found = type.getDeclaredMethod(method, long.class);
    found.setAccessible(true);
    MutantSwitch.active = mutant;
    try {
      return found.invoke(null, x);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      MutantSwitch.active = MutantSwitch.NONE;
    }
  }

  private static final class Loader extends ClassLoader {
    private final byte[] sample;

    Loader(byte[] sample) {
      super(Sample.class.getClassLoader());
      this.sample = sample;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.equals(NAME)) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? defineClass(name, sample, 0, sample.length) : loaded;
    }
  }
}
