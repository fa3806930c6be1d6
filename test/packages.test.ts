import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import {
  acrossPackages,
  acrossPackagesPrints,
  commonJs,
  esModule,
  requiredPool,
  requiredPoolPrints,
  typedProgram,
} from './support/consumer-programs.ts'
import { describeReaders, describeReaderWithNpm } from './paste/readers.ts'
import { importsOf } from './support/imports.ts'
import {
  bundledThirdParty,
  installConsumer,
  packAll,
  packedText,
  thirdPartyClosure,
} from './support/packed.ts'
import type { PackedPackage } from './support/packed.ts'
import { publishedPackages, readText, root, runtimeDependencies } from './support/workspace.ts'

const run = promisify(execFile)
const workplace = mkdtempSync(join(tmpdir(), 'llm-balancer-packed-'))
const consumer = mkdtempSync(join(tmpdir(), 'llm-balancer-consumer-'))
/** The Node that runs the published code; CI also tries the oldest one the packages promise to run on. */
const consumerNode = process.env['CONSUMER_NODE'] ?? process.execPath
const packed = new Map<string, PackedPackage>()
/** Ways to resolve modules that find no ESM-only package. */
const notForEsmOnly = new Set(['node10', 'node16-cjs'])
/** What packages have besides what is built. */
const dataFolders: ReadonlyMap<string, readonly string[]> = new Map([
  ['@llm-balancer/testing', ['fixtures']],
  ['@llm-balancer/metrics', ['grafana']],
  ['@llm-balancer/config', ['schema']],
])
const loadedForEffect: ReadonlyMap<string, readonly string[]> = new Map([
  ['@llm-balancer/testing', ['./src/offline/index.ts', './dist/offline/index.js']],
])
const home = 'https://github.com/llm-balancer/llm-balancer'

const packedAs = (name: string): PackedPackage => {
  const found = packed.get(name)
  if (found === undefined) throw new Error(`${name} could not be packed`)
  return found
}

beforeAll(async () => {
  for (const one of await packAll(publishedPackages, workplace)) packed.set(one.name, one)
})
afterAll(() => {
  for (const folder of [workplace, consumer]) rmSync(folder, { recursive: true, force: true })
})

it('every package builds', () => {
  expect(inject('buildFailure')).toBe('')
})

describe.each(publishedPackages)('$manifest.name', ({ folder, manifest }) => {
  it('has a description, a homepage, a licence and a Node version', () => {
    expect(manifest).toMatchObject({
      description: expect.stringMatching(/\S/) as string,
      homepage: `${home}/tree/main/${folder}#readme`,
      bugs: `${home}/issues`,
      license: 'MIT',
      engines: { node: '>=22.12' },
    })
    // What is loaded for its effect alone must not be left out by a bundler.
    expect(manifest.sideEffects).toEqual(loadedForEffect.get(manifest.name) ?? false)
    expect(manifest.keywords?.length).toBeGreaterThanOrEqual(4)
    expect(existsSync(join(root, folder, 'LICENSE'))).toBe(true)
  })

  it('has a README of at most 900 words, in lines of at most 160 characters', () => {
    const text = readText(`${folder}/README.md`)
    expect(text.trim().split(/\s+/).length).toBeLessThanOrEqual(900)
    expect(text.split('\n').filter((line) => line.length > 160)).toEqual([])
  })

  it('depends on the packages of this workspace by range, so that npm can install one copy of each', () => {
    const references = Object.values({ ...manifest.dependencies, ...manifest.peerDependencies })
    expect(references.filter((range) => /^workspace:(?!\^$)/.test(range))).toEqual([])
  })

  it('offers the same entry points in the workspace and when published', () => {
    expect(Object.keys(manifest.publishConfig?.exports ?? {})).toEqual(Object.keys(manifest.exports ?? {}))
  })

  it('packs nothing but what a user needs', () => {
    const { files } = packedAs(manifest.name)
    // The recorded wire bodies are part of the conformance suite, the dashboard is read by Grafana; everything else is built.
    const folders = dataFolders.get(manifest.name) ?? []
    const expected = new RegExp(
      `^((${[...folders, 'dist'].join('|')})/.+|package\\.json|README\\.md|LICENSE|CHANGELOG\\.md)$`,
    )
    expect(files.filter((file) => !expected.test(file) || file.endsWith('.map'))).toEqual([])
    expect(files).toEqual(expect.arrayContaining(['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json']))
    for (const entry of Object.values(packedAs(manifest.name).manifest.exports ?? {}).flatMap((target) =>
      Object.values(target),
    ))
      expect(files).toContain(entry.replace('./', ''))
  })

  it('has code without comments and in ASCII, which V8 keeps in half the memory', () => {
    const one = packedAs(manifest.name)
    const tooLarge = one.files
      .filter((file) => file.startsWith('dist/') && file.endsWith('.js'))
      .filter((file) => /[^\0-\x7F]|^ *\/\*\*/m.test(packedText(one, file)))
    expect(tooLarge).toEqual([])
  })

  it('packs no references that only the workspace understands', () => {
    expect(packedAs(manifest.name).manifestText).not.toMatch(/"(workspace|catalog):/)
  })

  it('imports nothing that its manifest does not name, in code and in declarations', () => {
    const one = packedAs(manifest.name)
    const named = [manifest.name, ...runtimeDependencies(one.manifest)]
    const isNamed = (specifier: string): boolean =>
      /^(\.|node:)/.test(specifier) ||
      named.some((name) => specifier === name || specifier.startsWith(`${name}/`))
    const foreign = one.files
      .filter((file) => /\.(js|d\.ts)$/.test(file))
      .flatMap((file) => importsOf(file, packedText(one, file)).map(({ specifier }) => ({ file, specifier })))
      .filter(({ specifier }) => !isNamed(specifier))
    expect(foreign).toEqual([])
  })

  it('brings the licence texts of the code that is bundled into it', () => {
    const one = packedAs(manifest.name)
    const file = 'dist/THIRD-PARTY-LICENSES.txt'
    const bundled = [...bundledThirdParty({ folder, manifest, isPublished: true }).keys()]
    const text = one.files.includes(file) ? packedText(one, file) : ''
    const missing = bundled.filter((name) => !text.includes(`${name} `))
    expect(missing).toEqual([])
    expect(text === '').toBe(bundled.length === 0)
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
    const tarball = new Uint8Array(readFileSync(packedAs(manifest.name).tarball))
    const result = await checkPackage(createPackageFromTarballData(tarball))
    if (!result.types) return expect.unreachable('the package has no types')
    const problems = result.problems.filter(
      (problem) => !('resolutionKind' in problem && notForEsmOnly.has(problem.resolutionKind)),
    )
    expect(problems).toEqual([])
  })
})

describe('the umbrella', () => {
  it('has one dependency, the core, and everything else in its own files', () => {
    expect(runtimeDependencies(packedAs('llm-balancer').manifest)).toEqual(['@llm-balancer/core'])
  })

  it('loads no vendor with llm-balancer/bare', () => {
    const one = packedAs('llm-balancer')
    const loadedWith = (file: string): string[] => [
      file,
      ...importsOf(file, packedText(one, file))
        .filter(({ specifier }) => specifier.startsWith('.'))
        .flatMap(({ specifier }) => loadedWith(join(file, '..', specifier))),
    ]
    const codeOf = (entry: string): string =>
      [...new Set(loadedWith(`dist/${entry}`))].map((file) => packedText(one, file)).join('\n')
    const address = 'https://api.anthropic.com'
    expect(codeOf('index.js')).toContain(address)
    expect(codeOf('bare/index.js')).not.toContain(address)
  })
})

describe('a project that installs the packed packages', () => {
  const runIn = async (file: string, text: string): Promise<string> => {
    writeFileSync(join(consumer, file), text)
    const { stdout } = await run(consumerNode, ['--disallow-code-generation-from-strings', file], {
      cwd: consumer,
    })
    return stdout.trim()
  }

  beforeAll(() => installConsumer(consumer, [...packed.values()], thirdPartyClosure(publishedPackages)))

  it('imports every entry point, of which those called types have no values', async () => {
    const entries = publishedPackages.flatMap(({ manifest }) =>
      Object.keys(manifest.exports ?? {}).map((entry) => `${manifest.name}${entry.slice(1)}`),
    )
    const lines = entries.map(
      (entry) => `console.log(Object.keys(await import('${entry}')).length > 0, '${entry}')`,
    )
    expect((await runIn('entries.mjs', lines.join('\n'))).split('\n')).toEqual(
      entries.map((entry) => `${String(!entry.endsWith('/types'))} ${entry}`),
    )
  })

  it('balances a call with import', async () => {
    expect(await runIn('esm.mjs', esModule)).toBe('client of a')
  })

  it('balances a call with require', async () => {
    expect(await runIn('commonjs.cjs', commonJs)).toBe('client of a')
  })

  it('reads a configuration and ends by itself with require', async () => {
    expect(await runIn('pool.cjs', requiredPool)).toBe(requiredPoolPrints)
  })

  it('uses strategies, groups, guards and errors of one package with another', async () => {
    expect((await runIn('across.mjs', acrossPackages)).split('\n')).toEqual(acrossPackagesPrints)
  })

  // 5.6 is the oldest version that reads the declarations: they use iterators with three type parameters.
  it.each(['typescript-5.6', 'typescript-5.9', 'typescript', 'typescript-7'])(
    'type-checks with %s, with the library “dom” and all declarations',
    async (compiler) => {
      const compilerOptions = {
        ...{ noEmit: true, strict: true, skipLibCheck: false, skipDefaultLibCheck: true, types: [] },
        ...{ target: 'es2022', lib: ['es2023', 'dom'], module: 'nodenext' },
        ...{ exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
      }
      const project = join(consumer, `${compiler}.json`)
      writeFileSync(join(consumer, 'program.ts'), typedProgram)
      writeFileSync(project, JSON.stringify({ compilerOptions, files: ['program.ts'] }))
      const { resolve } = createRequire(import.meta.url)
      const tsc = join(resolve(`${compiler}/package.json`), '../bin/tsc')
      const complaints = await run(process.execPath, [tsc, '-p', project]).then(
        () => '',
        (error: unknown) => (error as { stdout: string }).stdout,
      )
      expect(complaints).toBe('')
    },
  )

  describe('its readers', () => {
    describeReaders(consumer)
  })
  describeReaderWithNpm(packed)
})
