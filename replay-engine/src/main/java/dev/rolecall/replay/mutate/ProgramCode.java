// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate;

import dev.rolecall.replay.mutate.code.MutableClass;
import dev.rolecall.replay.mutate.inside.InsideReplay;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The class files of the model and the engine as loaders define them anew: those with mutants
 * changed, the others counting their steps. Loaders share it.
 */
final class ProgramCode {
  private static final String ENGINE = "dev.rolecall.replay.";
  private static final String INSIDE = InsideReplay.class.getPackageName() + ".";

  private final Map<String, MutableClass> mutable;
  private final Function<MutableClass, byte[]> change;
  private final Map<String, byte[]> made = new ConcurrentHashMap<>();

  ProgramCode(Map<String, MutableClass> mutable, Function<MutableClass, byte[]> change) {
    this.mutable = mutable;
    this.change = change;
  }

  /** Whether a class is loaded anew. */
  static boolean contains(String name) {
    return name.startsWith(ModelCode.ROOT + ".") || name.startsWith(ENGINE);
  }

  /** The class file of a class that is loaded anew. */
  byte[] bytes(String name) throws ClassNotFoundException {
    byte[] bytes = made.get(name);
    if (bytes == null) {
      bytes = make(name);
      made.put(name, bytes);
    }
    return bytes;
  }

  private byte[] make(String name) throws ClassNotFoundException {
    MutableClass changed = mutable.get(name);
    if (changed != null) {
      return change.apply(changed);
    }
    byte[] bytes = read(name);
    return name.startsWith(INSIDE) ? bytes : MutableClass.metered(bytes);
  }

  private static byte[] read(String name) throws ClassNotFoundException {
    ClassLoader loader = ProgramCode.class.getClassLoader();
    try (InputStream in = loader.getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
