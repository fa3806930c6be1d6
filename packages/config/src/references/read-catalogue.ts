import type { ConfigIssue } from '../text/config-node.ts'
import { textOf } from '../checks/texts.ts'
import { isMap } from '../schema/composites.ts'
import { readAllowed, ReferredFileError, type SecretFolders } from './read-allowed.ts'

/** What `JSON.parse` made of the file. */
type CatalogueData = Readonly<Record<string, unknown>> | readonly unknown[]

/** What came of reading it. */
type ReadCatalogue = {
  readonly options: { readonly catalogue?: CatalogueData | undefined }
  readonly issues: readonly ConfigIssue[]
}

const mostBytes = 16 * 1024 * 1024

/** Reads the file that `catalogue` names. The same text gives the same object, so that a reload does not read all models again. */
export class CatalogueFile {
  #text: string | undefined
  #data: CatalogueData | undefined

  /** Reads that of a configuration. Gives the option in its place, or what is wrong with it. */
  async readFor(config: unknown, folders: SecretFolders): Promise<ReadCatalogue> {
    const file = textOf(isMap(config) ? config['catalogue'] : undefined)
    if (file === undefined || file.trim() === '') return { options: {}, issues: [] }
    try {
      const text = await readAllowed(file, folders, mostBytes)
      if (text !== this.#text) this.#data = parsed(text)
      this.#text = text
      return { options: { catalogue: this.#data }, issues: [] }
    } catch (error) {
      return { options: {}, issues: [{ path: ['catalogue'], message: (error as ReferredFileError).message }] }
    }
  }
}

/** Messages of the parser quote the text. */
function parsed(text: string): CatalogueData {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    value = undefined
  }
  if (typeof value === 'object' && value !== null) return value as CatalogueData
  throw new ReferredFileError(
    'refers to a file that is no JSON of models; give one of models.dev, of LiteLLM, or a list of your own',
  )
}
