import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { installConsumer, pack, thirdPartyClosure } from './support/packed.ts'
import type { PackedPackage } from './support/packed.ts'
import { publishedPackages, readText, root } from './support/workspace.ts'

const run = promisify(execFile)
const workplace = mkdtempSync(join(tmpdir(), 'llm-balancer-packed-'))
const consumer = mkdtempSync(join(tmpdir(), 'llm-balancer-consumer-'))
/** The Node that runs the published code; CI also tries the oldest one the packages promise to run on. */
const consumerNode = process.env['CONSUMER_NODE'] ?? process.execPath
const packed = new Map<string, PackedPackage>()

const packedAs = (name: string): PackedPackage => {
  const found = packed.get(name)
  if (found === undefined) throw new Error(`${name} could not be packed`)
  return found
}

beforeAll(async () => {
  for (const published of publishedPackages) {
    const result = await pack(published, workplace)
    packed.set(result.name, result)
  }
})
afterAll(() => {
  for (const folder of [workplace, consumer]) rmSync(folder, { recursive: true, force: true })
})

it('every package builds', () => {
  expect(inject('buildFailure')).toBe('')
})

describe.each(publishedPackages)('$manifest.name', ({ folder, manifest }) => {
  it('says what it is, under which licence, and for which Node', () => {
    expect(manifest).toMatchObject({
      description: expect.stringMatching(/\S/) as string,
      license: 'MIT',
      engines: { node: '>=22.12' },
    })
    expect(existsSync(join(root, folder, 'LICENSE'))).toBe(true)
  })

  it('has a README of at most 80 lines', () => {
    expect(readText(`${folder}/README.md`).trimEnd().split('\n').length).toBeLessThanOrEqual(80)
  })

  it('offers the same entry points in the workspace and when published', () => {
    expect(Object.keys(manifest.publishConfig?.exports ?? {})).toEqual(Object.keys(manifest.exports ?? {}))
  })

  it('packs nothing but what a user needs', () => {
    const { files } = packedAs(manifest.name)
    // The recorded wire bodies are part of the conformance suite; everything else is built.
    const data = manifest.name === '@llm-balancer/testing' ? 'fixtures|dist' : 'dist'
    const expected = new RegExp(`^((${data})/.+|package\\.json|README\\.md|LICENSE|CHANGELOG\\.md)$`)
    expect(files.filter((file) => !expected.test(file))).toEqual([])
    expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json']))
    for (const entry of Object.values(packedAs(manifest.name).manifest.exports ?? {}).flatMap((target) =>
      Object.values(target),
    ))
      expect(files).toContain(entry.replace('./', ''))
  })

  it('packs no references that only the workspace understands', () => {
    expect(packedAs(manifest.name).manifestText).not.toMatch(/"(workspace|catalog):/)
  })

  it('satisfies publint', async () => {
    const tarball = readFileSync(packedAs(manifest.name).tarball)
    const { messages, pkg } = await publint({
      pack: { tarball: tarball.buffer.slice(tarball.byteOffset, tarball.byteOffset + tarball.byteLength) },
      strict: true,
    })
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([])
  })

  it('has types that resolve for every importer', async () => {
    const complaint = await run(process.execPath, [
      join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js'),
      packedAs(manifest.name).tarball,
      ...['--profile', 'esm-only', '--no-definitely-typed', '--no-color', '--no-emoji', '--format', 'ascii'],
    ]).then(
      () => '',
      (error: unknown) => (error as { stdout: string }).stdout,
    )
    expect(complaint).toBe('')
  })
})

describe('a project that installs the packed packages', () => {
  const balanced = `
    const balancer = createBalancer({ targets: [{ id: 'a', client: 'client of a' }] })
    const answer = await balancer.run(async (client) => client)
    await balancer.close()
    console.log(answer)`

  const runIn = async (file: string, text: string): Promise<string> => {
    writeFileSync(join(consumer, file), text)
    const { stdout } = await run(consumerNode, ['--disallow-code-generation-from-strings', file], {
      cwd: consumer,
    })
    return stdout.trim()
  }

  beforeAll(() => installConsumer(consumer, [...packed.values()], thirdPartyClosure(publishedPackages)))

  it('imports every entry point', async () => {
    const entries = publishedPackages.flatMap(({ manifest }) =>
      Object.keys(manifest.exports ?? {}).map((entry) => `${manifest.name}${entry.slice(1)}`),
    )
    const lines = entries.map(
      (entry) => `console.log(Object.keys(await import('${entry}')).length > 0, '${entry}')`,
    )
    expect((await runIn('entries.mjs', lines.join('\n'))).split('\n')).toEqual(
      entries.map((entry) => `true ${entry}`),
    )
  })

  it('balances a call with import', async () => {
    const text = `import { createBalancer } from '@llm-balancer/core'\n${balanced}`
    expect(await runIn('esm.mjs', text)).toBe('client of a')
  })

  it('balances a call with require', async () => {
    const text = `const { createBalancer } = require('@llm-balancer/core')\nvoid (async () => {${balanced}\n})()`
    expect(await runIn('commonjs.cjs', text)).toBe('client of a')
  })

  it('finds the ready-made entry point in the umbrella', async () => {
    const text = `import { createLLMBalancer } from 'llm-balancer'\nconsole.log(typeof createLLMBalancer)`
    expect(await runIn('umbrella.mjs', text)).toBe('function')
  })
})
