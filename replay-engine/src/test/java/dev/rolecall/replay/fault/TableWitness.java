// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.fault;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A table of {@code traces/raw}, as a test of the model reads it: no trace can say what masks a
 * kernel computed, so the tests that hold the model to these tables testify in their place.
 *
 * @param test the test's class
 * @param method its method
 * @param revision the argument, a kernel point
 */
record TableWitness(String test, String method, String revision) implements Witness {
  private static final List<String> TESTS =
      List.of("dev.rolecall.mmu.KernelTablesTest", "dev.rolecall.mmu.KernelPermissionsTest");

  /** The witnesses that the tests of the model make, in a fixed order. */
  static List<TableWitness> all(ClassLoader model) {
    List<TableWitness> all = new ArrayList<>();
    for (String test : TESTS) {
      for (Method method : methods(model, test)) {
        for (String revision : method.getAnnotation(ValueSource.class).strings()) {
          all.add(new TableWitness(test, method.getName(), revision));
        }
      }
    }
    return all;
  }

  private static List<Method> methods(ClassLoader model, String test) {
    try {
      return Stream.of(model.loadClass(test).getDeclaredMethods())
          .filter(method -> method.isAnnotationPresent(ValueSource.class))
          .sorted(Comparator.comparing(Method::getName))
          .toList();
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String name() {
    return "raw/ " + method + " " + revision;
  }

  @Override
  public String against(ClassLoader model) {
    try {
      Class<?> type = model.loadClass(test);
      Constructor<?> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      Method testMethod = type.getDeclaredMethod(method, String.class);
      testMethod.setAccessible(true);
      testMethod.invoke(constructor.newInstance(), revision);
      return "";
    } catch (InvocationTargetException e) {
      return "fails with " + e.getTargetException();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
