import { checkText, isJsonRecord, mustBe } from '@llm-balancer/provider'
import type { ApiKey, JsonObject, ModelSettings, OptionTable, OwnSettings } from '@llm-balancer/provider'

/** Settings of a model behind OpenRouter. */
export interface OpenRouterSettings extends ModelSettings {
  /** The key, or a function that gives the current one before each request. */
  readonly apiKey: ApiKey
  /** @default 'https://openrouter.ai/api/v1' */
  readonly baseURL?: string | undefined
  /** Address of your app, sent as `HTTP-Referer`: OpenRouter attributes the usage to it. @default not sent */
  readonly appURL?: string | undefined
  /** Name of your app beside `appURL`, sent as `X-OpenRouter-Title`. @default not sent */
  readonly appTitle?: string | undefined
  /**
   * Which servers behind a model may be asked, in OpenRouter's words (`{ order: ['anthropic'], allow_fallbacks: false }`); sent
   * as `provider`. `providerOptions.openrouter.provider` of a request takes its place.
   *
   * @default OpenRouter chooses
   */
  readonly routing?: JsonObject | undefined
}

/** Checks of the settings that only this adapter has. */
export const ownSettings: OptionTable<OwnSettings<OpenRouterSettings>> = {
  appURL: [checkText],
  appTitle: [checkText],
  routing: [mustBe('an object', isJsonRecord)],
}
