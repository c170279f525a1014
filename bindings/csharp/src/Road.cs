using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace Kassa
{
    /// <summary>Who has to act next in a registration workflow.</summary>
    public enum Awaited
    {
        /// <summary>Nobody: the workflow is done.</summary>
        Nobody,
        /// <summary>The program: call <see cref="Registrar.Advance"/>.</summary>
        Program,
        /// <summary>The person who signs: call it with a signer.</summary>
        Signer,
        /// <summary>The registration service: call it in a minute.</summary>
        Registrar,
        /// <summary>The tax service: call it once an hour.</summary>
        TaxService,
        /// <summary>The applicant: correct the request and pass it to <see cref="Registrar.Start"/>.</summary>
        Applicant,
    }

    /// <summary>State of a registration workflow.</summary>
    public sealed class Road : Answers
    {
        internal Road(Json state) : base(state)
        {
            Id = state["id"].AsText();
            Step = state["step"].AsText();
            Awaited = Words.Read<Awaited>(state["awaited"].AsText());
            Done = state["done"].AsBoolean() == true;
            Message = new Sentence(state["message"]);
            Advice = Sentence.Advice(state["advice"]);
            RegistrationNumber = state["registrationNumber"].AsText();
            Documents = state["documents"].Items;
            Faults = Fault.All(state["faults"]);
            Card = state["card"];
        }

        /// <summary>Your id of the workflow.</summary>
        public string Id { get; }

        /// <summary>Step: application, documents, signature, number, registration, report, approval, card, done and so on.</summary>
        public string Step { get; }

        /// <summary>Who has to act next.</summary>
        public Awaited? Awaited { get; }

        /// <summary>Whether the workflow is done.</summary>
        public bool Done { get; }

        /// <summary>What is happening now.</summary>
        public Sentence Message { get; }

        /// <summary>What to do now.</summary>
        public Sentence Advice { get; }

        /// <summary>Registration number (РНМ), after the tax service has given it.</summary>
        [MaybeNull]
        public string RegistrationNumber { get; }

        /// <summary>Documents that wait for a signature.</summary>
        public IReadOnlyList<Json> Documents { get; }

        /// <summary>Fields of the request that the tax service objects to.</summary>
        public IReadOnlyList<Fault> Faults { get; }

        /// <summary>The registration card, when it is there.</summary>
        public Json Card { get; }
    }

    /// <summary>A document to be signed.</summary>
    public sealed class Unsigned
    {
        internal Unsigned(Json document, byte[] content)
        {
            Id = document["id"].AsText();
            Kind = document["kind"].AsText();
            Name = document["name"].AsText();
            Document = document;
            Content = content;
        }

        /// <summary>Its id.</summary>
        public string Id { get; }

        /// <summary>What kind of document it is.</summary>
        public string Kind { get; }

        /// <summary>Its name.</summary>
        public string Name { get; }

        /// <summary>The whole description (JSON).</summary>
        public Json Document { get; }

        /// <summary>The bytes to be signed.</summary>
        public byte[] Content { get; }
    }
}
