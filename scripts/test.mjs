/**
 * `npm test`: types, lint and format, each counted as one check, then the tests. The last line is the count of both.
 * `npm test -- PATTERN...` builds and runs the tests whose path matches; arguments with a dash go to jest.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { root, say } from './lib/checkout.mjs';
import { prepare } from './lib/prepare.mjs';
import { run } from './lib/run.mjs';

const args = process.argv.slice(2);
const everything = args.length === 0;

const checks = [{ name: 'types (tsc)', passed: await prepare() }];
if (everything) {
  say('lint and format');
  const [lint, format] = await Promise.all([
    runTool('eslint/bin/eslint.js', ['.', '--max-warnings', '0']),
    runTool('prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']),
  ]);
  checks.push(
    { name: 'lint (eslint)', passed: lint === 0 },
    { name: 'format (prettier)', passed: format === 0 },
  );
}

// The unit tests on all cores; then those that start services and far ends, as jest.config.cjs has it.
const tests = countTests(
  everything
    ? [
        await runJest(['--maxWorkers=2', 'test/unit/']),
        await runJest(['--testPathIgnorePatterns=test/unit/']),
      ]
    : [await runJest(args)],
);
if (tests.passed + tests.failed === 0) checks.push({ name: 'tests: none ran', passed: false });
for (const check of checks) console.log(`${check.passed ? 'passed' : 'FAILED'}: ${check.name}`);
for (const name of tests.repeated) console.log(`passed at the second try only: ${name}`);
for (const [needed, count] of tests.missing)
  console.log(`skipped: ${count} tests need ${needed}, which is not installed`);

const passed = tests.passed + checks.filter((check) => check.passed).length;
const failed = tests.failed + checks.filter((check) => !check.passed).length;
console.log(`${passed} passed, ${failed} failed${tests.skipped > 0 ? `, ${tests.skipped} skipped` : ''}`);
process.exitCode = failed > 0 || !tests.ended || tests.passed === 0 ? 1 : 0;

function runTool(path, toolArguments) {
  return run(process.execPath, [join(root, 'node_modules', path), ...toolArguments]);
}

async function runJest(jestArguments) {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-test-'));
  const resultFile = join(folder, 'results.json');
  try {
    // Sources are named by whoever asks for some of them; what runs is their output.
    const patterns = jestArguments.map((argument) => argument.replace(/\.ts$/, '.js'));
    const exitCode = await runTool('jest/bin/jest.js', [
      `--config=${join(root, 'jest.config.cjs')}`,
      '--json',
      `--outputFile=${resultFile}`,
      '--silent=false',
      ...patterns,
    ]);
    return { exitCode, results: JSON.parse(readFileSync(resultFile, 'utf8')) };
  } catch (error) {
    say(`the tests left no result: ${error.message}`);
    return { exitCode: 1, results: null };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * A file that could not even be loaded counts as one failure, and so does a run without a result. `missing`: tests skipped,
 * by the program they need; `repeated`: the names of those that failed before they passed; `ended`: jest had no complaint.
 */
function countTests(runs) {
  const missing = new Map();
  const repeated = [];
  const count = { passed: 0, failed: 0, skipped: 0 };
  for (const { results } of runs) {
    if (results === null) {
      count.failed += 1;
      continue;
    }
    count.passed += results.numPassedTests;
    count.failed += results.numFailedTests + results.numRuntimeErrorTestSuites;
    count.skipped += results.numPendingTests + results.numTodoTests;
    for (const file of results.testResults) {
      for (const test of file.assertionResults) {
        const needed = /\[needs ([^\]]+)\]/.exec(test.ancestorTitles.join(' '))?.[1];
        if (test.status === 'pending' && needed !== undefined)
          missing.set(needed, (missing.get(needed) ?? 0) + 1);
        if (test.status === 'passed' && test.invocations > 1)
          repeated.push(`${relative(root, file.name)}: ${test.fullName}`);
      }
    }
  }
  return { ...count, missing, repeated, ended: runs.every(({ exitCode }) => exitCode === 0) };
}
