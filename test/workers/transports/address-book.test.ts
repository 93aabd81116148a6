import t from "tap";
import { AddressBook } from "../../../workers/transports/address-book.js";

const TWO = ["::1", "127.0.0.1"];

t.test("AddressBook", async (t) => {
  await t.test("gives every address its turn", async (t) => {
    const book = await resolved(TWO);
    t.equal(book.count, 2);
    t.equal(book.current, "::1");
    book.moveOnFrom("::1");
    t.equal(book.current, "127.0.0.1");
    book.moveOnFrom("127.0.0.1");
    t.equal(book.current, "::1");
  });

  await t.test("moves on once when many connections are refused by one address", async (t) => {
    const book = await resolved(TWO);
    for (let connections = 0; connections < 4; connections++) book.moveOnFrom("::1");
    t.equal(book.current, "127.0.0.1");
  });

  await t.test("has nothing to resolve when the host is an address", async (t) => {
    for (const address of TWO) {
      const book = new AddressBook(address, () => Promise.reject(new Error("asked")));
      t.equal(await book.resolve(), undefined);
      t.equal(book.current, address);
    }
  });

  await t.test("resolves a name once", async (t) => {
    let askedCount = 0;
    const book = new AddressBook("target.test", (host) => {
      askedCount++;
      t.equal(host, "target.test");
      return Promise.resolve([{ address: "127.0.0.1" }]);
    });
    t.type(await book.resolve(), "number");
    t.equal(await book.resolve(), undefined);
    t.equal(askedCount, 1);
  });
});

async function resolved(addresses: readonly string[]): Promise<AddressBook> {
  const book = new AddressBook("target.test", () =>
    Promise.resolve(addresses.map((address) => ({ address }))),
  );
  await book.resolve();
  return book;
}
