/** Names of vendors in other places, with the name that their adapters have here. */
const words: ReadonlyMap<string, string> = new Map([
  ['azure', 'azure-openai'],
  ['claude', 'anthropic'],
  ['cohere_chat', 'cohere'],
  ['gemini', 'google'],
  ['grok', 'xai'],
  ['together_ai', 'together'],
  ['togetherai', 'together'],
])

/** A vendor in the word of its adapter. */
export function vendorWord(provider: string): string {
  return words.get(provider) ?? provider
}
