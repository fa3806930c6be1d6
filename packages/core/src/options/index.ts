export { callQuietly } from './call-quietly.ts'
export { checkAddress, checkHost } from './check-address.ts'
export { checkHedge } from './check-hedge.ts'
export { CheckedOptions } from './checked-options.ts'
export { checkKnown, type KnownSettings } from './check-known.ts'
export { checkSignal } from './check-signal.ts'
export { checkStateVersion } from './check-state-version.ts'
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
  subjectOf,
  type Check,
  type NumberRange,
} from './checks.ts'
export { defined, type Defined } from './defined.ts'
export { describeType, describeValue } from './describe-value.ts'
export { describeWord } from './describe-word.ts'
export { isHeaderName, isHeaderSafe } from './header-text.ts'
export { listOf } from './list-of.ts'
export { misuse, type ReportMisuse } from './misuse.ts'
export { nearestWord } from './nearest-word.ts'
export { optionsOf, readLeniently, readOptions, required, type OptionTable } from './read-options.ts'
export { readProperty } from './read-property.ts'
export { checkArray, checkGuards, checkObject, checkTexts, copyOfList } from './shape-checks.ts'
