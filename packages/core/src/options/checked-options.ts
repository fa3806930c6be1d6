/**
 * Run options whose values are known to be valid, and which no other code can change: a run uses them without checking them. A copy, such as
 * `{ ...options }`, is checked like any other object.
 */
export class CheckedOptions {
  /** Makes the class one that no plain object is taken for. */
  declare private readonly isChecked: true
}
