import { checkBoolean, checkFunction, readOptions, type OptionTable } from '@llm-balancer/core/options'
import { systemClock } from '@llm-balancer/core/time'
import { asRecord } from '@llm-balancer/provider'
import type { LimitHeaders } from '@llm-balancer/provider'
import { limitHeadersByName } from './limit-headers.generated.ts'

/** Settings of AI SDK models as targets. */
export interface FromAiSdkSettings {
  /** Unix time in ms, for dates in headers. @default the system's clock */
  readonly now?: (() => number) | undefined
  /**
   * Puts the vendor's own text into the messages of errors, with its secrets redacted; it may echo the prompt. Without it the
   * text is in `error.vendorMessage`, which no log shows by itself.
   *
   * @default false
   */
  readonly exposeVendorErrors?: boolean | undefined
}

const table: OptionTable<FromAiSdkSettings> = {
  now: [checkFunction, () => systemClock.now()],
  exposeVendorErrors: [checkBoolean, false],
}

/** The facts of an AI SDK model that its errors and reports need. */
export interface AiSdkTarget {
  readonly provider: string
  readonly modelId: string
  /** The vendor's limit headers, where the provider's name says which vendor it is. */
  readonly limitHeaders: readonly LimitHeaders[]
  readonly now: () => number
  readonly exposeVendorErrors: boolean
}

/** The fields that both kinds of models have. */
type AnyModel = { readonly specificationVersion: string; readonly provider: string; readonly modelId: string }

/**
 * Checks an AI SDK model, and gives its names and limit headers. `wrap` is the function of `ai` that converts models of older
 * specifications; `call` is a method that only this kind of model has.
 *
 * @throws TypeError saying what to do instead, or naming a setting that is wrong
 */
export function toAiSdkTarget(
  model: AnyModel,
  settings: FromAiSdkSettings,
  { owner, wrap, call }: { readonly owner: string; readonly wrap: string; readonly call: string },
): AiSdkTarget {
  const read = readOptions(owner, settings, table) as Pick<AiSdkTarget, keyof FromAiSdkSettings>
  const { specificationVersion: version, [call]: method } = asRecord(model)
  if (typeof version !== 'string') {
    throw new TypeError(`${owner}: an AI SDK model is needed, such as openai('…'), not a name`)
  }
  if (version !== 'v4') {
    throw new TypeError(
      `${owner}: the model speaks ${version}, v4 is needed; ${wrap}({ model, middleware: [] }) of "ai" converts it`,
    )
  }
  if (typeof method !== 'function') {
    throw new TypeError(`${owner}: the model has no function "${call}"`)
  }
  const { provider, modelId } = model
  // The name of an AI SDK provider begins with the vendor's: `openai.responses`.
  const [vendor = ''] = provider.split('.')
  return { provider, modelId, limitHeaders: limitHeadersByName.get(vendor) ?? [], ...read }
}
