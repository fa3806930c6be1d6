/**
 * Options that their maker has put together by itself, of values that need no check, and that nobody else can change: a run takes them as
 * they are. A copy of them, such as `{ ...options }`, is checked like any other object.
 */
export class CheckedOptions {
  /** Makes the class one that no plain object is taken for. */
  declare private readonly isChecked: true
}
