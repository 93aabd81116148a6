/**
 * A type in which a field that may be missing is there, and says so: of two types that can be assigned to each other one
 * may lack what is optional in the other; of two of these it may not.
 */
export type Explicit<Type> = Type extends string | number | boolean | null | undefined
  ? Type
  : Type extends readonly (infer Item)[]
    ? readonly Explicit<Item>[]
    : {
        readonly [Key in keyof Type]-?: Type extends Readonly<Record<Key, Type[Key]>>
          ? { readonly required: Explicit<Type[Key]> }
          : { readonly optional: Explicit<Type[Key]> };
      };

/** Compiles where one type can be assigned to another; the compiler names the field where it can't. */
export type Assignable<From extends To, To> = From;
