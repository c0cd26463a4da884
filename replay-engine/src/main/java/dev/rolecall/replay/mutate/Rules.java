// SPDX-License-Identifier: Apache-2.0
package dev.rolecall.replay.mutate;

import dev.rolecall.mmu.revision.MmuRevision;
import dev.rolecall.mmu.rule.RuleVariant;
import dev.rolecall.replay.mutate.code.CodePlace;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Type;

/** The rules of some revisions, and which code is theirs. */
final class Rules {
  private static final String LAMBDA = "lambda$";

  private final Map<String, List<RuleVariant>> used = new LinkedHashMap<>();
  private final Set<String> bodies = new HashSet<>();
  private final Set<String> usedBodies = new LinkedHashSet<>();

  Rules(Collection<MmuRevision> revisions) {
    for (MmuRevision revision : revisions) {
      revision.spec().variants().forEach(this::use);
    }
  }

  private void use(RuleVariant variant) {
    Class<?> rule = variant instanceof Enum<?> e ? e.getDeclaringClass() : variant.getClass();
    List<RuleVariant> variants = used.computeIfAbsent(rule.getName(), n -> new ArrayList<>());
    if (!variants.contains(variant)) {
      variants.add(variant);
    }
    usedBodies.add(variant.getClass().getName());
    if (rule.isEnum()) {
      Stream.of(rule.getEnumConstants())
          .filter(constant -> constant.getClass() != rule)
          .forEach(constant -> bodies.add(constant.getClass().getName()));
    }
  }

  /** The rule, or the part of the model, that a class is of, as people call it. */
  static String name(String className) {
    String outer = outer(className);
    return outer.substring(outer.lastIndexOf('.') + 1);
  }

  /** The class of its own file that a class is, or is in. */
  static String outer(String className) {
    int nested = className.indexOf('$');
    return nested < 0 ? className : className.substring(0, nested);
  }

  /** The labels of a rule's variants that the revisions have; none of what is common to all. */
  List<RuleVariant.Label> labels(String className) {
    return used.getOrDefault(outer(className), List.of()).stream().map(RuleVariant::label).toList();
  }

  /** Whether a class is a variant's own that none of the revisions has. */
  boolean isOfOthers(String className) {
    return bodies.contains(className) && !usedBodies.contains(className);
  }

  /** Whether every variant that the revisions have puts another method in the place of this one. */
  boolean isReplaced(CodePlace place) {
    List<RuleVariant> variants = used.getOrDefault(place.className(), List.of());
    return !variants.isEmpty() && variants.stream().allMatch(v -> replaces(v, place));
  }

  private static boolean replaces(RuleVariant variant, CodePlace place) {
    Class<?> type = variant.getClass();
    return !type.getName().equals(place.className())
        && Stream.of(type.getDeclaredMethods())
            .anyMatch(m -> m.getName().equals(place.method()) && isOfKind(m, place));
  }

  private static boolean isOfKind(Method method, CodePlace place) {
    return Type.getMethodDescriptor(method).equals(place.descriptor());
  }

  /** A method as people call it, such as {@code TdpRole.SERIES_11.compute}. */
  static String methodName(CodePlace place) {
    Enum<?> constant = constantOf(place.className());
    String type =
        constant == null
            ? place.className().substring(place.className().lastIndexOf('.') + 1).replace('$', '.')
            : name(place.className()) + "." + constant.name();
    return switch (place.method()) {
      case "<init>" -> type + " (constructor)";
      case "<clinit>" -> type + " (constants)";
      default -> type + "." + plain(place.method());
    };
  }

  /** The enum constant that a class is the body of, if it is one. */
  private static @Nullable Enum<?> constantOf(String className) {
    try {
      Class<?> type = Class.forName(className);
      boolean isBody = type.isAnonymousClass() && Enum.class.isAssignableFrom(type);
      return isBody
          ? Stream.of(type.getSuperclass().getEnumConstants())
              .filter(type::isInstance)
              .map(Enum.class::cast)
              .findFirst()
              .orElse(null)
          : null;
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String plain(String method) {
    return method.startsWith(LAMBDA)
        ? method.substring(LAMBDA.length(), method.lastIndexOf('$'))
        : method;
  }
}
