import { checkFunction, checkText, mustBe } from '@llm-balancer/provider'
import type { ApiKey, ModelSettings, OptionTable, OwnSettings } from '@llm-balancer/provider'

/** Settings of a deployment on Azure OpenAI. */
export interface AzureOpenAISettings extends Omit<ModelSettings, 'model'> {
  /** The resource's key, or a function that gives the current one before each request; sent as `api-key`. */
  readonly apiKey?: ApiKey | undefined
  /** Gives a token of Microsoft Entra ID before each request, in place of a key; sent as `Authorization: Bearer`. */
  readonly tokenProvider?: (() => string | PromiseLike<string>) | undefined
  /** The resource's name: `https://{resource}.openai.azure.com`. */
  readonly resource?: string | undefined
  /** The address of the API, in place of `resource`: a host, or a URL that ends before the API's own paths. */
  readonly baseURL?: string | undefined
  /** The deployment's name. @default `model` */
  readonly deployment?: string | undefined
  /** The deployed model, when the deployment has another name; also the deployment's name when `deployment` is missing. */
  readonly model?: string | undefined
  /**
   * A date (`2024-10-21`) selects the classic API, `/deployments/{deployment}`; `preview` and the like are sent to the v1 API.
   *
   * @default the v1 API
   */
  readonly apiVersion?: string | undefined
}

/** A resource's name becomes part of a host, which must not lead elsewhere. */
const checkName = mustBe('a name', (value) => typeof value === 'string' && /^[a-z\d-]+$/i.test(value))

/** Checks of the settings that only this adapter has. */
export const ownSettings: OptionTable<OwnSettings<AzureOpenAISettings>> = {
  tokenProvider: [checkFunction],
  resource: [checkName],
  deployment: [checkText],
  apiVersion: [checkText],
}
