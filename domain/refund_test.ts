import assert from "node:assert/strict";
import fc from "fast-check";
import { kopecks } from "./money.ts";
import { planRefunds } from "./refund.ts";

Deno.test("planRefunds() returns through one payment what it brought in excess", () => {
  const planned = planRefunds({
    amount: kopecks(500),
    excess: kopecks(500),
    payments: [{ attemptId: "a", left: kopecks(900) }, { attemptId: "b", left: kopecks(100) }],
    credits: [],
  });
  assert.deepEqual(planned, [{ attemptId: "a", amount: 500, credits: [] }]);
});

Deno.test("planRefunds() splits over payments, takes the excess first and then the credits in order", () => {
  const planned = planRefunds({
    amount: kopecks(1000),
    excess: kopecks(250),
    payments: [{ attemptId: "a", left: kopecks(300) }, { attemptId: "b", left: kopecks(900) }],
    credits: [{ correctionId: 1, left: kopecks(100) }, { correctionId: 2, left: kopecks(800) }],
  });
  assert.deepEqual(planned, [
    { attemptId: "a", amount: 300, credits: [{ correctionId: 1, amount: 50 }] },
    {
      attemptId: "b",
      amount: 700,
      credits: [{ correctionId: 1, amount: 50 }, { correctionId: 2, amount: 650 }],
    },
  ]);
});

Deno.test("planRefunds() plans nothing where payments or what is the payer's don't suffice", () => {
  const payments = [{ attemptId: "a", left: kopecks(300) }];
  const credits = [{ correctionId: 1, left: kopecks(100) }];
  const excess = kopecks(0);
  assert.equal(planRefunds({ amount: kopecks(301), excess, payments, credits }), null);
  assert.equal(planRefunds({ amount: kopecks(200), excess, payments, credits }), null);
});

Deno.test("planRefunds() always adds up: to the amount, and within each payment and credit", () => {
  const sums = fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 4 });
  fc.assert(fc.property(
    sums,
    sums,
    fc.integer({ min: 0, max: 60 }),
    fc.integer({ min: 1, max: 120 }),
    (paid, credited, excess, amount) => {
      const planned = planRefunds({
        amount: kopecks(amount),
        excess: kopecks(excess),
        payments: paid.map((left, at) => ({ attemptId: `${at}`, left: kopecks(left) })),
        credits: credited.map((left, at) => ({ correctionId: at, left: kopecks(left) })),
      });
      const total = (of: readonly number[]) => of.reduce((all, one) => all + one, 0);
      const possible = amount <= total(paid) && amount <= excess + total(credited);
      assert.equal(planned !== null, possible);
      if (planned === null) return;
      assert.equal(total(planned.map((one) => one.amount)), amount);
      const spent = planned.flatMap((one) => one.credits);
      assert.ok(amount - total(spent.map((one) => one.amount)) <= excess);
      for (const { attemptId, amount } of planned) assert.ok(amount <= paid[Number(attemptId)]!);
      for (const [at, left] of credited.entries()) {
        const taken = total(
          spent.filter((one) => one.correctionId === at).map((one) => one.amount),
        );
        assert.ok(taken <= left);
      }
    },
  ));
});
