// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate;

/** Loads the model and the engine anew from other class files; libraries are shared. */
final class IsolatedLoader extends ClassLoader {
  private final ProgramCode code;

  IsolatedLoader(ProgramCode code) {
    super(IsolatedLoader.class.getClassLoader());
    this.code = code;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!ProgramCode.contains(name)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? define(name) : loaded;
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    byte[] bytes = code.bytes(name);
    return defineClass(name, bytes, 0, bytes.length);
  }
}
