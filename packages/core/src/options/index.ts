/** Checks of options, shared by this family of packages: what is refused, and how, is the same everywhere. */

export { checkKnown, optionsOf, readOptions, type OptionTable } from './check-options.ts'
export {
  atLeastOne,
  checkBoolean,
  checkFunction,
  checkNumber,
  checkOneOf,
  checkString,
  checkText,
  finite,
  hasMethods,
  mustBe,
  nonNegative,
  numberWithin,
  oneOf,
  positive,
  type Check,
  type NumberRange,
} from './checks.ts'
export { defined, type Defined } from './defined.ts'
export { describeValue } from './describe-value.ts'
