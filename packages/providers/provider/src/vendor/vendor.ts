/**
 * What a vendor declares about itself, in `src/vendor.ts` of its adapter. `pnpm generate` reads every vendor's declaration
 * and writes the lists that name them all: the umbrella's table and entry types, the rows of the documentation, the layers.
 * Data apart from the two factories; importing it must have no side effects.
 */
import type { OptionTable } from '@llm-balancer/core/options'
import type { ChatModel } from '../chat/chat-model.ts'
import type { EmbeddingModel } from '../embedding/embedding-model.ts'
import type { LimitBooking } from '../limits/limit-booking.ts'
import type { LimitHeaders } from '../limits/limit-headers.ts'
import type { ModelSettings, OwnSettings } from '../options/model-settings.ts'

/** What a vendor adds to the settings of a provider entry, which has a `name` already. */
export type EntrySettings<Declared> =
  Declared extends Vendor<string, infer Settings> ? Omit<Partial<OwnSettings<Settings>>, 'name'> : never

/**
 * One vendor. `Type` is its literal type, `Settings` are what its factories take.
 *
 * @example
 * export const vendor: Vendor<'acme', AcmeSettings> = { type: 'acme', label: 'Acme', … }
 */
export interface Vendor<Type extends string = string, Settings extends object = ModelSettings> {
  /** The `type` of provider entries, in kebab case; also their default name. */
  readonly type: Type
  /** Other words for the same type: `claude` for `anthropic`. @default [] */
  readonly aliases?: readonly string[]
  /** The name in documents: `Mistral`. */
  readonly label: string
  /** Where `providersFromEnv` finds an entry's settings. @default it makes no entry for this vendor */
  readonly environment?: VendorEnvironment
  /** Checks of the adapter's own settings, one row for each. */
  readonly settings: OptionTable<OwnSettings<Settings>>
  /**
   * Which of its settings are needed together. Its factories refuse what these refuse: configuration files are checked by them without the
   * adapter.
   *
   * @default []
   */
  readonly rules?: readonly SettingRule[]
  /** The response headers that report limits; empty where the vendor sends none. */
  readonly limitHeaders: readonly LimitHeaders[]
  /** How it counts against its limits. @default the tokens that calls really use */
  readonly booking?: LimitBooking
  /** The names under which the AI SDK's providers report this vendor. @default its type */
  readonly aiSdkNames?: readonly string[]
  /**
   * The hosts at which a client of OpenAI's SDK reaches the API of this adapter, each with its subdomains: `acme.com`, or
   * with its port, `localhost:8080`. `[]` for a vendor that is recognised by its own SDK.
   *
   * @default clients of SDKs are not recognised as this vendor
   */
  readonly clientHosts?: readonly string[]
  /** Makes a chat model. @throws TypeError or RangeError naming a setting that is missing, unknown or wrong */
  chat(settings: Settings): ChatModel
  /** Makes an embedding model, from the same settings. @default the vendor makes no embeddings */
  embedding?(settings: Settings): EmbeddingModel
}

/** Settings of which exactly one has to be given. */
export interface SettingRule {
  /** The rule counts where these settings have these values. @default always */
  readonly when?: Readonly<Record<string, string | boolean>>
  /** Their names, the usual one first. */
  readonly oneOf: readonly [string, ...string[]]
  /** The value that it must have. @default any */
  readonly value?: string
}

/** The environment variables that configure one provider entry. */
export interface VendorEnvironment {
  /** The entry's name. @default the vendor's type */
  readonly name?: string
  /** The variables in which each setting is looked for; the first that is set and not empty counts. */
  readonly variables: Readonly<Record<string, readonly string[]>> & { readonly model: readonly string[] }
  /** The settings without which there is no entry, beside the model. @default ['apiKey'] */
  readonly required?: readonly string[]
  /** The model where no variable names one. @default no entry then */
  readonly defaultModel?: string
}
