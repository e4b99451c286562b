import { readdirSync } from 'node:fs';
import path from 'node:path';
import { overMariadb } from '../support/databaseUnderTest';

/** Every test of the API, once more over MariaDB. */
overMariadb(
  readdirSync(__dirname)
    .filter((file) => file.endsWith('.test.js') && file !== path.basename(__filename))
    .map((file) => path.join(__dirname, file)),
);
