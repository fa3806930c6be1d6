import {
  checkFunction,
  checkKnown,
  checkText,
  mustBe,
  oneOf,
  optionsOf,
  readOptions,
  required,
  type OptionTable,
} from '@llm-balancer/core/options'
import type { ChatModel } from '@llm-balancer/provider'
import { abortCases } from './cases/abort-cases.ts'
import { bodyCases } from './cases/body-cases.ts'
import { cutCases } from './cases/cut-cases.ts'
import { failureCases } from './cases/failure-cases.ts'
import { finishCases } from './cases/finish-cases.ts'
import { frameCases } from './cases/frame-cases.ts'
import { movedCases } from './cases/moved-cases.ts'
import { mutationCases } from './cases/mutation-cases.ts'
import { noiseCases } from './cases/noise-cases.ts'
import { rawCases } from './cases/raw-cases.ts'
import { reportCases } from './cases/report-cases.ts'
import { requestCases } from './cases/request-cases.ts'
import { roundTripCases } from './cases/round-trip-cases.ts'
import { secretCases } from './cases/secret-cases.ts'
import { successCases } from './cases/success-cases.ts'
import { textCases } from './cases/text-cases.ts'
import { toolCases } from './cases/tool-cases.ts'
import { usageCases } from './cases/usage-cases.ts'
import { readExpectations } from './expected.ts'
import { readFixtures, surfaces, type Fixture, type Surface } from './fixtures.ts'
import { bearer, usualKeyHeader, type KeyHeader } from './key-header.ts'
import { plantedKey } from './planted.ts'
import { checkCount, suiteTable, type SuiteOptions, type SuiteSettings } from './suite-options.ts'
import { settle, type ConformanceCase, type Suite } from './suite.ts'
import type { VendorFixtures } from './vendor-fixtures.ts'
import { callReaderOf, readChatCompletions, toolIdPatterns } from './wire-calls.ts'

/** Settings of {@link conformanceCases}. */
export interface ConformanceOptions extends SuiteOptions<ChatModel> {
  /** The recorded responses that the adapter has to read: those of a surface, or of a vendor of your own. */
  readonly fixtures: Surface | VendorFixtures
  /** How many bodies of noise are tried; a whole number ≥ 0. @default 200 */
  readonly noise?: number | undefined
  /**
   * Lets everything happen that follows from what the adapter did: for a `create` whose requests go over sockets.
   *
   * @default a hundred turns of the microtask queue
   */
  readonly settle?: (() => Promise<void>) | undefined
}

/**
 * The cases every adapter has to pass, for any test runner:
 * `for (const { name, run } of conformanceCases({ fixtures: 'openai', create })) it(name, run)`. They open no socket, set
 * no timer and are the same at every run.
 *
 * @throws TypeError, RangeError naming the option that is wrong
 */
export function conformanceCases(options: ConformanceOptions): ConformanceCase[] {
  const suite = suiteOf(options)
  return [
    ...successCases(suite),
    ...requestCases(suite),
    ...movedCases(suite),
    ...roundTripCases(suite),
    ...reportCases(suite),
    ...failureCases(suite),
    ...secretCases(suite),
    ...abortCases(suite),
    ...bodyCases(suite),
    ...frameCases(suite),
    ...toolCases(suite),
    ...textCases(suite),
    ...usageCases(suite),
    ...rawCases(suite),
    ...cutCases(suite),
    ...finishCases(suite),
    ...mutationCases(suite),
    ...noiseCases(suite),
  ]
}

type Settings = SuiteSettings<ChatModel> & {
  readonly fixtures: Surface | VendorFixtures
  readonly noise: number
  readonly settle: () => Promise<void>
}

const vendorTable: OptionTable<VendorFixtures> = {
  surface: [checkText, required],
  fixtures: [mustBe('an array of recorded responses', Array.isArray), required],
  expectations: [mustBe('an object', (value) => typeof value === 'object' && value !== null), required],
  readCalls: [checkFunction, readChatCompletions],
}
const checkVendor = optionsOf(vendorTable)
const checkSurface = oneOf(...surfaces)

const table: OptionTable<Settings> = {
  ...suiteTable,
  fixtures: [
    (name, value, owner) =>
      typeof value === 'object' ? checkVendor(name, value, owner) : checkSurface(name, value, owner),
    required,
  ],
  noise: [checkCount, 200],
  settle: [checkFunction, settle],
}

function suiteOf(options: ConformanceOptions): Suite {
  const settings = readOptions('conformanceCases', options, table)
  const { create, baseURL, without, mutations, noise, seed, settle: settleAll } = settings
  const { keyHeader, fixtures: all, ...vendor } = vendorFacts(settings.fixtures)
  const names = all.map(({ name }) => name)
  checkKnown('conformanceCases', without, names, { prefix: 'without.' })
  return {
    ...vendor,
    ...{ baseURL, mutations, noise, seed },
    fixtures: all.filter(({ name }) => !(name in without)),
    keyHeader: (settings.keyHeader ?? keyHeader)(plantedKey),
    settle: settleAll,
    create: ({ fetch }) => create({ baseURL, apiKey: plantedKey, fetch }),
  }
}

/** What is known of a vendor, without the options that override it. */
type VendorFacts = Pick<Suite, 'surface' | 'expectations' | 'readCalls' | 'toolIds'> & {
  readonly fixtures: readonly Fixture[]
  readonly keyHeader: (apiKey: string) => KeyHeader
}

function vendorFacts(fixtures: Surface | VendorFixtures): VendorFacts {
  if (typeof fixtures === 'object') {
    return { readCalls: readChatCompletions, toolIds: undefined, keyHeader: bearer, ...fixtures }
  }
  return {
    surface: fixtures,
    fixtures: readFixtures(fixtures),
    expectations: readExpectations(fixtures),
    keyHeader: usualKeyHeader(fixtures),
    readCalls: callReaderOf(fixtures),
    toolIds: toolIdPatterns[fixtures],
  }
}
