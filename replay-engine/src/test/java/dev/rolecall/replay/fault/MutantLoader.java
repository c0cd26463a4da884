// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fault;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Loads the model, its tests and the engine anew, some classes of the model from other bytes;
 * everything else is shared.
 */
final class MutantLoader extends ClassLoader {
  private static final Map<String, byte[]> HEALTHY = new ConcurrentHashMap<>();
  private static final Path MODEL_TESTS =
      Path.of(System.getProperty("rolecall.model"), "target/test-classes");

  private final Map<String, byte[]> changed;

  /** A loader; the changed classes go by their names. */
  MutantLoader(Map<String, byte[]> changed) {
    super(MutantLoader.class.getClassLoader());
    this.changed = changed;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith("dev.rolecall.mmu.") && !name.startsWith("dev.rolecall.replay.")) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? define(name) : loaded;
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    byte[] bytes = changed.get(name);
    if (bytes == null) {
      bytes = HEALTHY.get(name);
    }
    if (bytes == null) {
      bytes = read(name);
      HEALTHY.put(name, bytes);
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  private byte[] read(String name) throws ClassNotFoundException {
    String file = name.replace('.', '/') + ".class";
    try (InputStream in = getParent().getResourceAsStream(file)) {
      return in == null ? Files.readAllBytes(MODEL_TESTS.resolve(file)) : in.readAllBytes();
    } catch (NoSuchFileException e) {
      throw new ClassNotFoundException(name, e);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
