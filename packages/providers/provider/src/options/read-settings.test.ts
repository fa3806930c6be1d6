import { describe, expect, it } from 'vitest'
import { checkText } from '@llm-balancer/core/options'
import { checkApiKey } from './api-key.ts'
import type { ModelSettings } from './model-settings.ts'
import { readHttpSettings, readModelSettings } from './read-settings.ts'

type AcmeSettings = ModelSettings & { readonly team?: string | undefined }

const read = (settings: object): unknown =>
  readModelSettings<AcmeSettings>('acme', { model: 'm', ...settings }, { team: [checkText, 'red'] })

describe('the settings of a model', () => {
  it('come back as they are given, with the defaults of the adapter', () => {
    const now = (): number => 0
    const settings = { apiKey: 'k', model: 'm', baseURL: 'https://a.example', headers: { a: 'b' }, now }
    expect(readModelSettings('acme', settings)).toMatchObject(settings)
    expect(read({})).toMatchObject({ team: 'red', exposeVendorErrors: false, maxResponseBytes: 33_554_432 })
    expect(read({ team: 'blue', maxResponseBytes: 0.5 })).toMatchObject({
      team: 'blue',
      maxResponseBytes: 0.5,
    })
  })

  it.each([
    [{ baseUrl: 'x' }, 'acme: unknown option "baseUrl", did you mean "baseURL"? known options are '],
    [{ base_url: 'x' }, 'did you mean "baseURL"?'],
    [{ apikey: 'x' }, 'did you mean "apiKey"?'],
    [{ maxResponsBytes: 1 }, 'did you mean "maxResponseBytes"?'],
    [{ exposeVendorError: true }, 'did you mean "exposeVendorErrors"?'],
    [{ teem: 'x' }, 'acme: unknown option "teem", did you mean "team"?'],
    [{ url: 'x' }, 'acme: unknown option "url"; use "baseURL"'],
    [{ endpoint: 'x' }, 'acme: unknown option "endpoint"; use "baseURL"'],
    [{ host: 'x' }, 'acme: unknown option "host"; use "baseURL"'],
    [{ key: 'x' }, 'acme: unknown option "key"; use "apiKey"'],
    [{ token: 'x' }, 'acme: unknown option "token"; use "apiKey"'],
    [{ accessToken: 'x' }, 'acme: unknown option "accessToken"; use "apiKey"'],
    [{ modelId: 'x' }, 'acme: unknown option "modelId"; use "model"'],
    [{ modelName: 'x' }, 'acme: unknown option "modelName"; use "model"'],
    [{ defaultHeaders: {} }, 'acme: unknown option "defaultHeaders"; use "headers"'],
  ])('refuse the unknown name in %o with a hint', (settings, message) => {
    expect(() => read(settings)).toThrow(TypeError)
    expect(() => read(settings)).toThrow(message)
  })

  it.each([
    [{ model: undefined }, TypeError, 'acme: "model" is missing'],
    [{ model: '' }, TypeError, 'acme: "model" must be a string that is not empty, got an empty string'],
    [{ baseURL: 7 }, TypeError, 'acme: "baseURL" must be a string, got 7'],
    [
      { headers: 5 },
      TypeError,
      'acme: "headers" must be an object with a string for each name, or Headers, got a number',
    ],
    [{ apiKey: 12_345_678 }, TypeError, 'acme: "apiKey" must be a key, got a number; pass a string'],
    [{ fetch: {} }, TypeError, 'acme: "fetch" must be a function, got an object'],
    [{ now: 5 }, TypeError, 'acme: "now" must be a function, got 5'],
    [{ clock: { now: () => 0 } }, TypeError, 'acme: "clock.schedule" must be a function, got undefined'],
    [
      { allowInsecureHttp: 'yes' },
      TypeError,
      'acme: "allowInsecureHttp" must be true or false, got a string',
    ],
    [{ exposeVendorErrors: 1 }, TypeError, 'acme: "exposeVendorErrors" must be true or false, got 1'],
    [{ maxResponseBytes: '5' }, TypeError, 'acme: "maxResponseBytes" must be within (0, ∞), got a string'],
    [{ maxResponseBytes: NaN }, TypeError, 'acme: "maxResponseBytes" must be within (0, ∞), got NaN'],
    [{ maxResponseBytes: 0 }, RangeError, 'acme: "maxResponseBytes" must be within (0, ∞), got 0'],
    [{ maxResponseBytes: Infinity }, RangeError, 'acme: "maxResponseBytes" must be within (0, ∞), got ∞'],
    [{ team: ' ' }, TypeError, 'acme: "team" must be a string that is not empty, got a blank string'],
  ])('%o are refused by name', (settings, type, message) => {
    expect(() => read(settings)).toThrow(type)
    expect(() => read(settings)).toThrow(message)
  })
})

describe('the settings of an HTTP client', () => {
  const given = { provider: 'acme', baseURL: 'https://a.example' }

  it('have defaults', () => {
    expect(readHttpSettings(given)).toMatchObject({
      ...given,
      allowInsecureHttp: false,
      errorRules: [],
      exposeVendorErrors: false,
      limitHeaders: [],
      maxResponseBytes: 33_554_432,
      maxErrorBytes: 65_536,
      maxEventChars: 8_388_608,
    })
  })

  it.each([
    [{ provider: undefined }, 'createHttpClient: "provider" is missing'],
    [{ provider: 5 }, 'createHttpClient: "provider" must be a string that is not empty, got 5'],
    [{ modelId: 5 }, 'acme: "modelId" must be a string, got 5'],
    [{ authHeaders: {} }, 'acme: "authHeaders" must be a function, got an object'],
    [{ refusalIn: {} }, 'acme: "refusalIn" must be a function, got an object'],
    [{ errorRules: {} }, 'acme: "errorRules" must be a list, got an object'],
    [{ limitHeaders: {} }, 'acme: "limitHeaders" must be a list, got an object'],
    [{ maxErrorBytes: 0 }, 'acme: "maxErrorBytes" must be within (0, ∞), got 0'],
    [{ maxEventChars: -1 }, 'acme: "maxEventChars" must be within (0, ∞), got -1'],
    [{ limitHeader: [] }, 'acme: unknown option "limitHeader", did you mean "limitHeaders"?'],
    [{ modelid: 'm' }, 'acme: unknown option "modelid", did you mean "modelId"?'],
    [{ token: 'm' }, 'acme: unknown option "token"; use "apiKey"'],
  ])('%o are refused by name', (settings, message) => {
    expect(() => readHttpSettings({ ...given, ...settings } as never)).toThrow(message)
  })

  it('have to be an object', () => {
    expect(() => readHttpSettings(null as never)).toThrow(
      'createHttpClient: options must be an object, got null',
    )
  })
})

describe('a key', () => {
  it('is a text that a header can carry, or a function', () => {
    const give = (): string => 'k'
    expect(checkApiKey('apiKey', 'k\t~ÿ', 'openai')).toBe('k\t~ÿ')
    expect(checkApiKey('apiKey', give)).toBe(give)
  })

  it.each([
    [undefined, 'openai: "apiKey" is missing; pass a string or a function that gives one'],
    [null, 'openai: "apiKey" is missing; pass a string or a function that gives one'],
    ['', 'openai: "apiKey" is missing; pass a string or a function that gives one'],
    [{}, 'openai: "apiKey" must be a key, got an object; pass a string or a function that gives one'],
    ['sk-secret\n', 'openai: "apiKey" holds characters that a header cannot carry, such as a line end'],
    ['sk-secret\u0100', 'openai: "apiKey" holds characters that a header cannot carry, such as a line end'],
    ['\u007fsk-secret', 'openai: "apiKey" holds characters that a header cannot carry, such as a line end'],
  ])('is never shown when it is refused: %j', (value, message) => {
    expect(() => checkApiKey('apiKey', value, 'openai')).toThrow(TypeError)
    expect(() => checkApiKey('apiKey', value, 'openai')).toThrow(message)
    expect(() => checkApiKey('apiKey', value, 'openai')).toThrow(/^(?!.*secret)/)
  })
})
