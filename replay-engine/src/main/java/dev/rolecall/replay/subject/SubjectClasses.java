// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.subject;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Finds a class of somebody else that is a {@link Subject}. */
final class SubjectClasses {
  private SubjectClasses() {}

  /**
   * A factory of instances of a class.
   *
   * @param name what reports call them
   * @param className the class: public, a {@link Subject}, with a public constructor of no
   *     parameters
   * @param classPath where it is looked for besides Rolecall's own classes
   */
  static SubjectFactory factory(String name, String className, List<Path> classPath)
      throws SubjectException {
    Constructor<? extends Subject> constructor = constructor(className, load(className, classPath));
    return new OfClass(name, constructor);
  }

  // The loader is needed as long as the subject is: it goes with it.
  @SuppressWarnings("resource")
  private static Class<?> load(String className, List<Path> classPath) throws SubjectException {
    URL[] urls = new URL[classPath.size()];
    for (int i = 0; i < urls.length; i++) {
      urls[i] = url(classPath.get(i));
    }
    ClassLoader loader = new URLClassLoader(urls, Subject.class.getClassLoader());
    try {
      return Class.forName(className, true, loader);
    } catch (ClassNotFoundException e) {
      String where = classPath.isEmpty() ? "; is --class-path missing?" : " on " + classPath;
      throw new SubjectException("no class " + className + where, e);
    } catch (LinkageError e) {
      throw ClassSubject.failed("class " + className + " cannot be loaded: " + e, e);
    }
  }

  private static URL url(Path path) throws SubjectException {
    if (!Files.exists(path)) {
      throw new SubjectException("class path: no file " + path);
    }
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new SubjectException("class path: no file " + path, e);
    }
  }

  private static Constructor<? extends Subject> constructor(String className, Class<?> found)
      throws SubjectException {
    if (!Subject.class.isAssignableFrom(found)) {
      throw new SubjectException(
          "class " + className + " does not implement " + Subject.class.getName());
    }
    try {
      if (Modifier.isPublic(found.getModifiers()) && !Modifier.isAbstract(found.getModifiers())) {
        return found.asSubclass(Subject.class).getConstructor();
      }
    } catch (NoSuchMethodException e) {
      throw new SubjectException(
          "class " + className + " has no public constructor without parameters", e);
    }
    throw new SubjectException("class " + className + " is not public, or is abstract");
  }

  private static Subject create(String name, Constructor<? extends Subject> constructor)
      throws SubjectException {
    try {
      return new ClassSubject(name, constructor.newInstance());
    } catch (InvocationTargetException e) {
      Throwable thrown = Objects.requireNonNullElse(e.getCause(), e);
      throw ClassSubject.failed("the constructor of " + name + " threw " + thrown, thrown);
    } catch (ReflectiveOperationException e) {
      throw new SubjectException(name + " cannot be made: " + e.getMessage(), e);
    }
  }

  /** Instances of a class. */
  private record OfClass(String name, Constructor<? extends Subject> constructor)
      implements SubjectFactory {
    @Override
    public Subject open() throws SubjectException {
      return create(name, constructor);
    }
  }
}
