import { describe, expect, it } from 'vitest'
import { parseConfig } from '../index.ts'
import { MemoryFiles } from '../test/memory-files.ts'
import { path, textOf, watchScene } from '../test/watch-scene.ts'

const models = [{ provider: 'openai', model: 'm', cost: { inputPerMTok: 1 }, contextWindow: 8000 }]
const withCatalogue = (file: string): string => `catalogue: ${file}\n${textOf('a')}`

describe('the catalogue of a configuration', () => {
  it('is what its file holds', async () => {
    const files = new MemoryFiles()
    files.write('/etc/llm/models.json', JSON.stringify(models))
    const options = { files, env: { MODELS: 'file:/etc/llm/models.json' }, secretFolders: ['/etc/llm'] }
    for (const file of ['/etc/llm/models.json', '${MODELS}'])
      expect(await parseConfig(withCatalogue(file), options)).toMatchObject({ catalogue: models })
    expect(await parseConfig(textOf('a'), options)).not.toHaveProperty('catalogue')
  })

  it.each<[string, string]>([
    ['/etc/llm/gone.json', 'refers to a file that does not exist; create it, or correct the path'],
    ['/etc/passwd', 'refers to a file outside of the folders that secrets are read from'],
    ['/etc/llm/../passwd', 'refers to a file outside of the folders that secrets are read from'],
    ['models.json', 'needs an absolute path, because the configuration is no file itself'],
    ['/etc/llm/half.json', 'refers to a file that is no JSON of models'],
    ['/etc/llm/number.json', 'refers to a file that is no JSON of models'],
    ['/etc/llm/huge.json', 'refers to a file of more than 16777216 bytes'],
    ['5', 'must be a string that is not empty, got 5'],
    ['""', 'must be a string that is not empty, got an empty string'],
    ['[a]', 'must be a string that is not empty, got an array'],
  ])('is refused with its place: %s', async (file, message) => {
    const files = new MemoryFiles()
    files.write('/etc/passwd', '{}')
    files.write('/etc/llm/half.json', '{"planted')
    files.write('/etc/llm/number.json', '5')
    files.write('/etc/llm/huge.json', ' '.repeat(17_000_000))
    const reading = parseConfig(withCatalogue(file), { files, env: {}, secretFolders: ['/etc/llm'] })
    await expect(reading).rejects.toMatchObject({
      errors: [
        { path: 'catalogue', line: 1, column: 12, message: expect.stringContaining(message) as string },
      ],
    })
    await expect(reading).rejects.not.toThrow('planted')
    if (message.includes('outside')) expect(files.read).toEqual([])
  })

  it('is read anew when its file changes, and is the same object while its text is', async () => {
    const catalogues: unknown[] = []
    const files = new MemoryFiles()
    files.write('/etc/llm/models.json', JSON.stringify(models))
    const { pass, watch } = watchScene({
      ...{ files, text: withCatalogue('models.json'), intervalMs: 1000 },
      refuse: ({ catalogue }) => {
        catalogues.push(catalogue)
      },
    })
    await pass(0)
    await watch.reload()
    files.write('/etc/llm/models.json', '[]')
    await pass(1500)
    expect(catalogues).toEqual([models, models, []])
    expect(catalogues[0]).toBe(catalogues[1])
    files.write(path, textOf('a'))
    await pass(1000)
    expect(catalogues.at(-1)).toBeUndefined()
  })
})
