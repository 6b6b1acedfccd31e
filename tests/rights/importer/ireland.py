"""A made-up factsheet: current and superseded pages, a text to place, a list, organisations; and the whole database."""

TEXT = """Rights of victims of crime - Ireland

The overview is one sentence.

Last update: 05/03/2021

(OLD)3 - My rights after the trial

Can I appeal against the ruling?

The superseded text on appeals.

Last update: 01/01/2012

4 - Compensation

What is the process for claiming damages from the offender (e.g. court case, civil claim, adhesion procedure)?

You claim them in court:

 1. in writing
 2. with evidence:
   • bills
   • letters

The court ordered the offender to pay damages/compensation to me. How do I make the offender pay?

The bailiff helps.

Am I entitled to compensation from the state?

Yes, if you ask for it.

Is there room for pineapples?

Put this where it belongs.

Last update: 05/03/2021

5 - My rights to support and assistance

I am a victim of crime, who do I contact for support and assistance?

Wexford Rape Crisis Centre

Tel. +353 1 408 6118

E-mail: info@victims.example

Last update: 06/03/2021
"""
ODD = "Is there room for pineapples?"
WRITTEN = {"overview", "appeal", "damages", "making-offender-pay", "state-compensation", "contacts"}
