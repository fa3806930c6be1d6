/** What this project says, and what a document says in its place. */
export type Wording = readonly (readonly [said: RegExp, instead: string])[]

/** How errors about a list of providers are told. */
export interface ProviderWords {
  readonly providers: readonly { readonly name: string }[]
  /** The words for what follows the name of a provider, and for messages that begin with none. */
  readonly wording: Wording
  /** What a message that begins with a name has before that, by the place of the provider. @default nothing */
  readonly ownerAt?: (place: number) => string
}

/** A message of this project in the words of a document. */
export function worded(message: string, wording: Wording): string {
  return wording.reduce((text, [said, instead]) => text.replace(said, instead), message)
}

/** A message of the root in the words of a document. The name of the provider that it begins with is the user's, and stays as it is. */
export function wordedAbout(message: string, { providers, wording, ownerAt }: ProviderWords): string {
  const begins = providers.map(({ name }) => `provider "${name}"`)
  const named = begins.filter((begin) => message.startsWith(begin))
  // One name may begin with another one and a quotation mark. Of two that are the same, the later one is meant.
  const begin = named.toSorted((one, other) => one.length - other.length).at(-1) ?? ''
  const owner = begin === '' ? undefined : ownerAt?.(begins.lastIndexOf(begin))
  const text = begin + worded(message.slice(begin.length), wording)
  return owner === undefined ? text : `${owner}: ${text}`
}
